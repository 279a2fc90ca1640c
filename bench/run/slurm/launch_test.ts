import assert from "node:assert/strict";
import { planRun } from "../plan.ts";
import { planScript, planStatus, type SlurmLaunch, submitPlan, TASK_SECONDS } from "./launch.ts";

const plan = planRun({ suite: "standard", seed: 0, backend: "wasm", threads: 2 }, {
  name: "digits",
  sha256: "",
});
const launch: SlurmLaunch = {
  plan,
  command: ["deno", "task", "bench"],
  directory: "/project",
  results: "/results",
  processes: 3,
  isDone: () => false,
};
const arrayOf = (script: string) => /^#SBATCH --array=(.*)$/m.exec(script)?.[1];

const { state } = await Deno.permissions.query({ name: "run" });
const ignore = state !== "granted";
const unless = ignore ? " (skipped: needs --allow-run)" : "";

/** Runs a test where squeue says something and sbatch takes every script. */
async function withQueue(said: string, test: (launch: SlurmLaunch) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "slurm-queue-" });
  try {
    for (const [name, line] of [["squeue", said], ["sbatch", "7"]] as const) {
      await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\necho '${line}'\n`, { mode: 0o755 });
    }
    await test({ ...launch, results: folder, env: { PATH: folder } });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("without a number of tasks each is planned for about an hour", () => {
  const total = plan.jobs.reduce((sum, { seconds }) => sum + seconds, 0);
  assert.ok(total > TASK_SECONDS, "the suite is too short to mean anything");
  assert.equal(arrayOf(planScript(launch)), `1-${Math.ceil(total / TASK_SECONDS)}`);
  assert.equal(arrayOf(planScript({ ...launch, shards: 5 })), "1-5");
});

Deno.test("threads and processes of a task are cores; its name tells run and folder", () => {
  const script = planScript(launch);
  assert.match(script, /^#SBATCH --cpus-per-task=6$/m);
  const name = (text: string) => /^#SBATCH --job-name="(.*)"$/m.exec(text)?.[1];
  assert.match(name(script)!, new RegExp(`^r2g2-${plan.run.slice(0, 12)}-[0-9a-f]{8}$`));
  assert.notEqual(name(script), name(planScript({ ...launch, results: "/other" })));
});

Deno.test({
  name: `only parts with something to do are submitted${unless}`,
  ignore,
  fn: () =>
    withQueue("", async (queue) => {
      const open = plan.jobs[0]!.name;
      const said = await submitPlan({ ...queue, shards: 9, isDone: (name) => name !== open });
      assert.match(said, /^submitted job 7: 1 of 9 tasks, .* of work; script in .*slurm\.sh; /);
      assert.match(arrayOf(await Deno.readTextFile(`${queue.results}/slurm.sh`))!, /^\d$/);
      assert.match(
        await planStatus({ ...queue, shards: 9, isDone: (name) => name !== open }),
        /submit again$/,
      );
      assert.match(await submitPlan({ ...queue, isDone: () => true }), /^nothing is left to run/);
    }),
});

Deno.test({
  name: `a run that has tasks in the queue is not submitted again${unless}`,
  ignore,
  fn: () =>
    withQueue("6|2|PENDING|(Priority)", async (queue) => {
      await assert.rejects(submitPlan(queue), {
        name: "SlurmError",
        message: "this run has tasks in the queue as job 6: wait for them (--status tells), or scancel 6",
      });
      await assert.rejects(Deno.stat(`${queue.results}/slurm.sh`), Deno.errors.NotFound);
      assert.match(await planStatus({ ...queue, shards: 2 }), /pending \(Priority\) as 6_2/);
    }),
});
