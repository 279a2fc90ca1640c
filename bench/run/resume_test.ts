import assert from "node:assert/strict";
import { useBackend } from "../../estimators/mod.ts";
import { digits } from "../../models/mod.ts";
import { kept, NO_CHECKPOINTS, openCheckpoints } from "../checkpoint/mod.ts";
import { codeState } from "../store/mod.ts";
import type { Cell, Job, JobContext } from "../types.ts";
import { planRun } from "./plan.ts";
import { runBench } from "./run_bench.ts";
import { runJob } from "./run_job.ts";
import { startWorker } from "./process/programs.ts";
import { startHere } from "./process/testing.ts";
import { WorkerClient, WorkerDied } from "./process/worker_client.ts";

const REQUEST = { suite: "smoke", seed: 0, backend: "wasm", threads: 1 };
const CELL: Cell = { experiment: "cost", model: "vae1", estimator: "rt", options: {}, seed: 0 };
const dataset = digits();
const plan = planRun(REQUEST, dataset);

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A job of three turns that does what a test asks before each turn, and says which turns it made itself. */
function jobOf(before: (turn: number) => void, timed = false) {
  const turns: number[] = [];
  async function* run({ checkpoints = NO_CHECKPOINTS }: JobContext) {
    const values = kept(checkpoints, "turns", [] as number[]);
    for (let turn = values.length; turn < 3; turn++) {
      before(turn);
      turns.push(turn);
      values.push(turn);
      await checkpoints.save();
    }
    yield { cell: CELL, metrics: [{ name: "turns", unit: "1", values }] };
  }
  const job: Job = { name: "test", cells: [CELL], timed, seconds: 1, run };
  return { job, turns };
}

function failAt(turn: number) {
  return (now: number) => {
    if (now === turn) throw new Error("power cut");
  };
}

/** Cuts a job off before its last turn and runs it again elsewhere: the turns that are made again, and what is told. */
async function runTwice(
  folder: string,
  { timed, ...second }: { timed: boolean; environment: string; arithmetic: string },
) {
  const notices: string[] = [];
  const run = (job: Job, { environment, arithmetic }: { environment: string; arithmetic: string }) =>
    Array.fromAsync(runJob(job, {
      plan,
      environment,
      code: { id: "c" },
      dataset,
      key: [0, 0, 0, 0] as never,
      progress: () => {},
      checkpoints: { folder, arithmetic, every: 0 },
      notice: (line) => notices.push(line),
    }));
  await assert.rejects(run(jobOf(failAt(2), timed).job, { environment: "e", arithmetic: "a" }), /power cut/);
  const { job, turns } = jobOf(() => {}, timed);
  const [record] = await run(job, second);
  assert.deepEqual(record!.metrics[0]!.values, [0, 1, 2]);
  return { turns, notices };
}

for (
  const [timed, environment, arithmetic, resumed] of [
    [false, "e", "a", true],
    [false, "other", "a", true],
    [false, "e", "other", false],
    [true, "e", "other", true],
    [true, "other", "a", false],
  ] as const
) {
  Deno.test(
    `a ${timed ? "timed" : "untimed"} job, environment ${environment}, arithmetic ${arithmetic}: ` +
      (resumed ? "is resumed" : "starts over"),
    () =>
      inFolder(async (folder) => {
        const { turns, notices } = await runTwice(folder, { timed, environment, arithmetic });
        assert.deepEqual(turns, resumed ? [2] : [0, 1, 2]);
        assert.equal(notices.length, resumed ? 0 : 1);
        if (!resumed) assert.match(notices[0]!, /another machine made it; job "test" starts over$/);
      }),
  );
}

Deno.test("a checkpoint stays with a job that failed and is gone when its records are stored", () =>
  inFolder(async (results) => {
    const folder = `${results}/checkpoints`;
    const owner = { job: "test", run: "r", code: "c", machine: "m" };
    const [foreign, other] = [owner, { ...owner, job: "other" }];
    for (const each of [foreign, other]) {
      await (await openCheckpoints(folder, { owner: each, every: 0 })).save();
    }
    const files = async () => (await Array.fromAsync(Deno.readDir(folder))).length;
    const notices: string[] = [];
    const run = async (job: Job) =>
      await runBench({ ...plan, jobs: [job] }, {
        request: REQUEST,
        info: await useBackend("wasm", { blas: "off" }),
        start: () => startHere({ plan, dataset, jobOf: () => job }),
        limit: () => 60,
        results,
        jobs: 1,
        acceptCode: false,
        notice: (line) => notices.push(line),
      });
    assert.match((await run(jobOf(failAt(1)).job)).failed[0]!.reason, /power cut/);
    assert.equal(await files(), 2);
    assert.equal(notices.filter((line) => line.endsWith(`it is of run r; job "test" starts over`)).length, 1);
    await run(jobOf(() => {}).job);
    assert.equal(await files(), 1);
  }));

const RUN = Deno.permissions.querySync({ name: "run", command: "deno" }).state === "granted";

/** The records of a worker, or of one that is killed at its first checkpoint, if it does not end before. */
async function work(folder: string, { kill }: { readonly kill: boolean }): Promise<unknown[]> {
  const grants = ["--no-check", "--allow-read", `--allow-write=${folder}`];
  const { client } = await WorkerClient.start({ worker: () => startWorker({ worker: grants }) }, {
    preparation: { request: REQUEST, dataset: "digits", backend: "wasm", blas: "off" },
  });
  const records: unknown[] = [];
  const killed = kill && killAtCheckpoint(client, folder);
  try {
    const run = {
      request: REQUEST,
      job: "training mlp-small steps:4 seed 0",
      environment: "e",
      code: await codeState(),
      checkpoints: { folder, arithmetic: "a", every: 0 },
    };
    for await (const reply of client.ask({ run })) {
      if (!("record" in reply)) continue;
      const { timings: _, ...rest } = reply.record;
      records.push(rest);
    }
  } catch (error) {
    assert.ok(kill && error instanceof WorkerDied, String(error));
  }
  await killed;
  await client.stop();
  return records;
}

async function killAtCheckpoint(client: WorkerClient, folder: string): Promise<void> {
  while (!await holdsCheckpoint(folder)) await new Promise((resolve) => setTimeout(resolve, 2));
  await client.stop();
}

async function holdsCheckpoint(folder: string): Promise<boolean> {
  const names = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  return names.some(({ name }) => name.endsWith(".ckpt"));
}

Deno.test({
  name: "a worker that is killed and started again says what one says that was not, to the bit",
  ignore: !RUN,
  fn: () =>
    inFolder(async (folder) => {
      const whole = await work(`${folder}/whole`, { kill: false });
      assert.equal(whole.length, 2);
      await work(`${folder}/killed`, { kill: true });
      assert.deepEqual(await work(`${folder}/killed`, { kill: false }), whole);
    }),
});
