import assert from "node:assert/strict";
import { type BenchRecord, readStore } from "../../store/mod.ts";
import { clusterObstacle, startCluster, type TestCluster, until } from "./testing.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const SUITE = ["--suite", "smoke", "--blas", "off"];
const obstacle = await clusterObstacle();

Deno.test({
  name:
    `smoke as an array on Slurm: a killed task is requeued, one whose time is up requeues itself, a cancelled one is submitted again, and the records are those of a local run${
      obstacle === undefined ? "" : ` (skipped: ${obstacle})`
    }`,
  ignore: obstacle !== undefined,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "slurm-smoke-" });
    // A name that shell and Slurm would both take apart.
    const [results, local] = [`${folder}/it's "all" $(of it) 100%`, `${folder}/local`];
    try {
      await using cluster = await startCluster();
      const onSlurm = (...args: string[]) =>
        bench([...SUITE, "--launcher", "slurm", "--shards", "3", "--results", results, ...args], cluster.env);
      const script = await onSlurm("--dry-run");
      assert.match(script, /^#SBATCH --array=1-3$/m);
      await assert.rejects(Deno.stat(results), Deno.errors.NotFound);

      const said = await onSlurm();
      const id = /^submitted job (\d+): 3 of 3 tasks/.exec(said)?.[1];
      assert.ok(id !== undefined, said);

      // All tasks are stopped between their first record and their last: by a death without warning, as
      // `--signal=B:TERM@90` does before the time is up, through the batch shell, and by their user.
      const stop = async (task: number, ...signal: string[]) => {
        await started(cluster, { results, task });
        await cluster.command("scancel", ...signal, `${id}_${task}`);
      };
      await Promise.all([
        stop(1, "--signal=KILL", "--full"),
        stop(2, "--signal=TERM", "--batch"),
        stop(3),
        assert.rejects(onSlurm(), /this run has tasks in the queue as job \d+/),
      ]);
      await until(async () => !(await queue(cluster)).includes(`${id}_1`), {
        seconds: 30,
        failure: () => queue(cluster),
      });
      await cluster.command("scontrol", "requeue", `${id}_1`);
      await cluster.idle(120);
      const status = await onSlurm("--status");
      for (const task of [1, 2]) {
        const log = await Deno.readTextFile(`${results}/slurm-${id}_${task}.log`);
        assert.match(log, /cells run, [1-9]\d* stored before/);
        assert.equal(/task 2 was stopped .* it is in the queue again, and resumes/.test(log), task === 2);
      }
      assert.match(status, /^3\/3 .* left$/m);
      assert.match(status, /parts 3 are neither done nor in the queue: submit again$/);
      assert.match(await onSlurm(), /: 1 of 3 tasks, /);
      await cluster.idle(120);
      assert.match(await onSlurm("--status"), /(\d+) of \1 jobs are done; nothing is left to run$/);
      assert.match(await onSlurm(), /^nothing is left to run/);

      await bench([...SUITE, "--skip-benches", "--results", local], {});
      const [array, alone] = [await readStore(results), await readStore(local)];
      assert.deepEqual(numbers(array.records), numbers(alone.records));
      const logs = (await Array.fromAsync(Deno.readDir(results))).map(({ name }) => name);
      assert.deepEqual(logs.filter((name) => /^slurm-\d+_\d\.log$/.test(name)).length, 4);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Standard output of `deno task bench`. @throws {Error} with its standard error if it fails. */
async function bench(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "bench", ...args],
    cwd: ROOT,
    env: { ...env, NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

/** Waits for a task's first job to be done. */
async function started(
  cluster: TestCluster,
  { results, task }: { results: string; task: number },
): Promise<void> {
  const path = `${results}/records-${task}-of-3.jsonl`;
  const written = async () => (await Deno.readTextFile(path).catch(() => "")).includes('"commit":');
  await until(written, { seconds: 120, failure: () => queue(cluster) });
}

function queue(cluster: TestCluster): Promise<string> {
  return cluster.command("squeue", "--array", "--noheader", "--format=%i %T %r");
}

/** What no clock and no machine decides, by cell. */
function numbers(records: readonly BenchRecord[]): Record<string, unknown> {
  return Object.fromEntries(
    records.map(({ timings: _timings, environment: _environment, attempt: _attempt, ...rest }) =>
      [rest.id, rest] as const
    )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
