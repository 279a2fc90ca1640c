import assert from "node:assert/strict";
import { resolve } from "node:path";
import { digits } from "../../models/mod.ts";
import type { BenchRecord } from "../store/mod.ts";
import { planRun } from "./plan.ts";
import { runJobs, timeLimit } from "./pool.ts";
import { grants } from "./process/grants.ts";
import { startWorker } from "./process/programs.ts";
import { misbehaving } from "./process/testing.ts";
import { WorkerClient } from "./process/worker_client.ts";

const RUN = Deno.permissions.querySync({ name: "run", command: "deno" }).state === "granted";
const ROOT = resolve(import.meta.dirname!, "../..");
const MODULE = new URL("./process/testing_worker.ts", import.meta.url).href;
const request = { suite: "smoke", seed: 0, backend: "cpu", threads: 1 };
const plan = planRun(request, digits());

interface Attempted {
  readonly job: string;
  readonly records: BenchRecord[];
  committed: boolean;
}

/** What becomes of jobs that misbehave as their names say, in workers with the rights of a run. */
async function run(
  names: readonly string[],
  options: { folder?: string; jobs?: number; megabytes?: string } = {},
) {
  const { folder = "results", jobs = 1, megabytes } = options;
  const { worker } = grants([`--results=${folder}`, "--blas=off"], { root: ROOT, env: () => undefined });
  const attempts: Attempted[] = [];
  const start = async () => {
    const child = () => startWorker({ worker: ["--no-check", ...worker] }, { megabytes, module: MODULE });
    return (await WorkerClient.start({ worker: child }, { preparation: {} as never })).client;
  };
  const failed = await runJobs(names.map(misbehaving), {
    plan,
    request,
    environment: "e",
    code: { id: "c" },
    jobs,
    start,
    limit: () => 3,
    progress: () => {},
    notice: () => {},
    begin: ({ name: job }) => {
      const attempt: Attempted = { job, records: [], committed: false };
      attempts.push(attempt);
      return {
        append: (record) => Promise.resolve(void attempt.records.push(record)),
        commit(cells) {
          assert.equal(attempt.records.length, cells);
          attempt.committed = true;
          return Promise.resolve();
        },
      };
    },
  });
  return { failed: failed.map(({ job, reason }) => [job.name, reason] as const), attempts };
}

/** Of each attempt: job, statuses of its records, whether it counts. */
function told(attempts: readonly Attempted[]) {
  return attempts.map(({ job, records, committed }) => [
    job,
    records.map(({ status }) => status).join(),
    committed,
  ]);
}

Deno.test({
  name:
    "a worker that dies takes its job alone with it: tried three times, then failed with signal and reason",
  ignore: !RUN,
  async fn() {
    const { failed, attempts } = await run(["die", "crash", "calm"]);
    assert.deepEqual(failed, [
      ["die", "its process ended by SIGKILL (3 attempts)"],
      ["crash", "its process ended by exit code 7 (3 attempts)"],
    ]);
    assert.deepEqual(told(attempts), [
      ...[["die", "done", false], ["die", "done", false], ["die", "done,failed", true]],
      ...[["crash", "done", false], ["crash", "done", false], ["crash", "done,failed", true]],
      ["calm", "done,done", true],
    ]);
    const { estimator, status, reason } = attempts[2]!.records[1]!;
    assert.deepEqual([estimator, status, reason], ["r2g2", "failed", failed[0]![1]]);
  },
});

Deno.test({
  name:
    "what killed a worker may pass: the second attempt is whole, beside other workers and before timed jobs",
  ignore: !RUN,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.mkdir(`${folder}/checkpoints`);
      const once = `die once ${folder}/checkpoints/died`;
      const { failed, attempts } = await run(["timed calm", once, "calm"], { folder, jobs: 2 });
      assert.deepEqual(failed, []);
      const committed = attempts.filter((attempt) => attempt.committed).map(({ job }) => job);
      assert.deepEqual([committed.toSorted(), committed.at(-1)], [
        ["calm", once, "timed calm"].toSorted(),
        "timed calm",
      ]);
      assert.deepEqual(told(attempts).filter(([job]) => job === once), [
        [once, "done", false],
        [once, "done,done", true],
      ]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

for (const jobs of [1, 2]) {
  Deno.test({
    name: `jobs that want a fresh process have one each, others share theirs: ${jobs} at a time`,
    ignore: !RUN,
    async fn() {
      const names = ["timed calm a", "fresh calm b", "timed calm c", "fresh calm d", "timed calm e"];
      const { attempts } = await run(names, { jobs });
      const process = new Map(attempts.map(({ job, records }) => [job, records[0]!.timings[0]!.values[0]!]));
      const [a, b, c, d, e] = names.map((name) => process.get(name)!);
      assert.equal(new Set([b, d]).size, 2);
      // One that has run nothing before; what comes after it may use it.
      assert.deepEqual(attempts.map(({ job }) => job), jobs === 1 ? names : attempts.map(({ job }) => job));
      if (jobs === 1) assert.deepEqual([new Set([a, b, d]).size, c === b, e === d], [3, true, true]);
      else assert.ok(a === c && c === e);
    },
  });
}

Deno.test({
  name: "a job that hangs without a pause is stopped when its time is over",
  ignore: !RUN,
  async fn() {
    const { failed, attempts } = await run(["hang"]);
    assert.deepEqual(failed, [["hang", "stopped after 3 s, planned were 1 (3 attempts)"]]);
    assert.equal(attempts.length, 3);
  },
});

Deno.test({
  name: "a job that takes more memory than it may have is stopped by its own process",
  ignore: !RUN,
  async fn() {
    const { failed } = await run(["eat"], { megabytes: "600" });
    assert.match(
      failed[0]![1],
      /^its process ended by SIGKILL: it grew to \d{3,4} MB, above the 600 of --max-memory \(3 attempts\)$/,
    );
  },
});

Deno.test({
  name: "a fault of the program fails its job at once, says where it is, and is not recorded",
  ignore: !RUN,
  async fn() {
    const { failed, attempts } = await run(["fault", "calm"]);
    assert.equal(failed.length, 1);
    assert.match(
      failed[0]![1],
      /^TypeError: .+ \(a fault of the program, bench\/run\/process\/testing_worker\.ts:\d+:\d+\)$/,
    );
    assert.deepEqual(told(attempts), [["fault", "done", false], ["calm", "done,done", true]]);
  },
});

Deno.test.each([
  ["escape", /^NotCapable: Requires run access|^Requires run access/],
  ["connect", /Requires net access/],
  ["write records.jsonl", /Requires write access/],
])("a job that wants to %s is not allowed to", async (name, reason) => {
  if (!RUN) return;
  const { failed } = await run([name]);
  assert.match(failed[0]![1], reason);
});

Deno.test("a job may take ten times as long as planned, and no less than ten minutes", () => {
  assert.deepEqual([1, 60, 61, 3600].map((seconds) => timeLimit({ seconds })), [600, 600, 610, 36000]);
});
