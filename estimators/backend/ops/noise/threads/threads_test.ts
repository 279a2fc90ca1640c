import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import { key, uniforms } from "../../../../random/mod.ts";
import { instantiate } from "../../../wasm/load.ts";
import { type NoiseJob, pieceCount, pieceRange, scratchBytes, sizesOf } from "./pieces.ts";
import { arenaViews, awaitPieces, claim, finish, post, readJob, sharedMemory } from "./shared_job.ts";
import { runJob, setKernelThreads, stopHelpers } from "./threads.ts";

const forward: NoiseJob = { kind: "forward", rows: 9, inner: 12, cols: 21, k0: 7, k1: 4e9, dx: false };
const jobs: readonly NoiseJob[] = [
  forward,
  { ...forward, kind: "gradient" },
  { ...forward, kind: "gradient", dx: true, inner: 70 },
  { ...forward, rows: 1, inner: 1, cols: 1 },
];
const names = ["x", "scale", "dy"] as const;
const operands = (job: NoiseJob) => names.map((name, i) => uniforms(key(i), sizesOf(job)[name]));

/** d x and out of a job by `runJob` in a memory of its own. */
function run(job: NoiseJob): { out: Float32Array; dx: Float32Array } {
  const memory = new WebAssembly.Memory({ initial: 400 });
  const sizes = sizesOf(job);
  let end = 1 << 16;
  const place = (bytes: number) => (end += Math.ceil(bytes / 16) * 16) - Math.ceil(bytes / 16) * 16;
  const at = {
    scratch: place(scratchBytes(job)),
    x: place(4 * sizes.x),
    scale: place(4 * sizes.scale),
    dy: place(4 * sizes.dy),
    out: place(4 * sizes.out),
    dx: job.dx ? place(4 * sizes.dx) : 0,
  };
  const view = (pointer: number, length: number) => new Float32Array(memory.buffer, pointer, length);
  operands(job).forEach((values, i) => view(at[names[i]!], values.length).set(values));
  runJob(job, { kernels: instantiate(memory), at, view });
  return { out: view(at.out, sizes.out), dx: view(at.dx, sizes.dx) };
}

Deno.test("pieces cover a job once, in order", () => {
  for (const job of jobs) {
    let next = 0;
    for (let piece = 0; piece < pieceCount(job); piece++) {
      const { from, to } = pieceRange(job, piece);
      assert.equal(from, next);
      assert.ok(to > from);
      next = to;
    }
    assert.equal(next, job.kind === "forward" ? job.rows : job.inner);
  }
});

Deno.test("a helping thread alone computes what the caller alone computes, bit for bit", async () => {
  const memory = sharedMemory(2 ** 20);
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: memory });
  try {
    for (const job of jobs) {
      const sizes = sizesOf(job);
      const bytes = 4 * Object.values(sizes).reduce((sum, size) => sum + size, 0);
      if (memory.arena.byteLength < bytes) memory.arena.grow(bytes);
      const views = arenaViews(memory, sizes);
      operands(job).forEach((values, i) => views[names[i]!].set(values));
      post(memory, job);
      const count = pieceCount(job);
      assert.equal(awaitPieces(memory, { count, timeout: 20_000 })?.length, count);
      const alone = run(job);
      assert.deepEqual([...views.out], [...alone.out], JSON.stringify(job));
      assert.deepEqual([...views.dx], [...alone.dx], JSON.stringify(job));
      assert.ok(alone.out.some((value) => value !== 0));
    }
  } finally {
    await worker.terminate();
  }
});

Deno.test("a job that is worth it is shared, and has the same bits with any number of threads", () => {
  try {
    for (const kind of ["forward", "gradient"] as const) {
      const job: NoiseJob = { ...forward, kind, rows: 40, inner: 100, cols: 530, dx: kind === "gradient" };
      setKernelThreads(1);
      const alone = run(job);
      setKernelThreads(3);
      for (let round = 0; round < 3; round++) {
        const shared = run(job);
        assert.ok(shared.out.every((value, i) => value === alone.out[i]));
        assert.ok(shared.dx.every((value, i) => value === alone.dx[i]));
      }
    }
  } finally {
    setKernelThreads(1);
    stopHelpers();
  }
});

Deno.test("claims: each piece once, none of a job that is over, and a job's numbers arrive", () => {
  const memory = sharedMemory(64);
  const first = post(memory, jobs[1]!);
  assert.deepEqual(readJob(memory), jobs[1]);
  assert.deepEqual([0, 1, 2].map(() => claim(memory, { number: first, pieces: 2 })), [0, 1, undefined]);
  const second = post(memory, jobs[2]!);
  assert.notEqual(second, first);
  assert.equal(claim(memory, { number: first, pieces: 32 }), undefined);
  assert.deepEqual(readJob(memory), jobs[2]);
  assert.equal(claim(memory, { number: second, pieces: 2 }), 0);
  assert.equal(awaitPieces(memory, { count: 1, timeout: 1 }), undefined);
  finish(memory, 5);
  assert.deepEqual(awaitPieces(memory, { count: 1, timeout: 1 }), [5]);
});
