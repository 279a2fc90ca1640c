import assert from "node:assert/strict";
import { clusterObstacle, startCluster, until } from "./testing.ts";

const obstacle = await clusterObstacle();

Deno.test({
  name: `the test cluster runs an array, a requeued task again, and leaves nothing behind${
    obstacle === undefined ? "" : ` (skipped: ${obstacle})`
  }`,
  ignore: obstacle !== undefined,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "slurm-tasks-" });
    try {
      // Task 2 waits at its first start, so that there is something to kill; each start is one line.
      const task = `echo "$SLURM_ARRAY_TASK_ID \${SLURM_RESTART_COUNT:-0}" >>${folder}/starts
if [ "$SLURM_ARRAY_TASK_ID \${SLURM_RESTART_COUNT:-0}" = "2 0" ]; then exec sleep 600; fi
echo "$SLURM_ARRAY_TASK_ID" >>${folder}/ends`;
      const lines = async (name: string) =>
        (await Deno.readTextFile(`${folder}/${name}`).catch(() => "")).trim().split("\n").sort();
      const conf = await (async () => {
        await using cluster = await startCluster();
        const options = ["--parsable", "--array=1-4", "--requeue", "--output=/dev/null", "--wrap", task];
        const id = await cluster.command("sbatch", ...options);
        await until(async () => (await lines("starts")).includes("2 0"), {
          seconds: 30,
          failure: () => cluster.command("squeue"),
        });
        await cluster.command("scontrol", "requeue", `${id}_2`);
        await cluster.idle(60);
        assert.deepEqual(await lines("starts"), ["1 0", "2 0", "2 1", "3 0", "4 0"]);
        assert.deepEqual(await lines("ends"), ["1", "2", "3", "4"]);
        // What still runs when the cluster goes must go with it.
        await cluster.command(
          "sbatch",
          "--output=/dev/null",
          "--wrap",
          `echo 5 >>${folder}/ends; exec sleep 600`,
        );
        await until(async () => (await lines("ends")).includes("5"), {
          seconds: 30,
          failure: () => cluster.command("squeue"),
        });
        const conf = cluster.env["SLURM_CONF"]!;
        const running = (await processesOf(conf)).join("\n");
        for (const name of ["munged", "slurmctld", "slurmd", "slurmstepd", "sleep 600"]) {
          assert.ok(running.includes(name), running);
        }
        return conf;
      })();
      await assert.rejects(Deno.stat(conf), Deno.errors.NotFound);
      assert.deepEqual(await processesOf(conf), []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Processes that belong to a cluster, by their environment or, as slurmstepd, by the folder where they stand. */
async function processesOf(conf: string): Promise<string[]> {
  const script = `for process in /proc/[0-9]*; do
  case "$(readlink "$process/cwd") $(tr '\\0' ' ' <"$process/environ")" in *"$1"*) tr '\\0' ' ' <"$process/cmdline" && echo ;; esac
done 2>/dev/null`;
  const args = ["-c", script, "sh", conf.replace(/slurm\.conf$/, "")];
  const { stdout } = await new Deno.Command("sh", { args }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}
