/**
 * A thread that helps with products with per-example noise: it waits, claims pieces and computes them.
 *
 * Started by `threads.ts`. It has a memory of its own, since tfjs's is not shared.
 * @module
 */
import { workerData } from "node:worker_threads";
import { instantiate } from "../../../wasm/load.ts";
import { copyPiece, pieceCount, runPiece, scratchBytes, sizesOf } from "./pieces.ts";
import { arenaViews, awaitJob, claim, finish, readJob, type SharedMemory } from "./shared_job.ts";

const PAGE = 65536;
const shared = workerData as SharedMemory;
const memory = new WebAssembly.Memory({ initial: 16 });
const kernels = instantiate(memory);

for (let number = 0;;) {
  number = awaitJob(shared, number);
  help(number);
}

/** Works on a job until no piece is left. */
function help(number: number): void {
  const pieces = pieceCount(readJob(shared));
  let piece = claim(shared, { number, pieces });
  if (piece === undefined) return;
  // The claim keeps the job in place, so only now is it read for good, and its operands copied.
  const job = readJob(shared);
  const given = arenaViews(shared, sizesOf(job));
  const { at, views } = ownMemory(job);
  for (const name of ["x", "scale", "dy"] as const) views[name].set(given[name]);
  while (piece !== undefined) {
    runPiece(kernels, { job, piece, at });
    copyPiece(job, { piece, from: views, to: given });
    finish(shared, piece);
    piece = claim(shared, { number, pieces });
  }
}

/** Places for a job's operands in this thread's memory, which grows as needed. */
function ownMemory(job: ReturnType<typeof readJob>) {
  const sizes = sizesOf(job);
  const scratch = 64;
  let end = scratch + scratchBytes(job);
  const place = (size: number) => {
    const start = end;
    end += Math.ceil(size / 4) * 16;
    return start;
  };
  const { x, scale, dy, out, dx } = sizes;
  const at = { x: place(x), scale: place(scale), dy: place(dy), out: place(out), dx: job.dx ? place(dx) : 0 };
  const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
  const view = (name: keyof typeof sizes) => new Float32Array(memory.buffer, at[name], sizes[name]);
  const views = { x: view("x"), scale: view("scale"), dy: view("dy"), out: view("out"), dx: view("dx") };
  return { at: { ...at, scratch }, views };
}
