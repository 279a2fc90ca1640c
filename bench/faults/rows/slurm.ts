/**
 * The smoke suite as an array on a real Slurm: a task is killed and requeued, one cancelled, and the records are those
 * of a local run.
 * @module
 */
import { clusterObstacle } from "../../run/slurm/testing.ts";
import { ROOT } from "../task_process.ts";
import type { FaultRow, Tally } from "../tally.ts";

const TEST = "bench/run/slurm/slurm_test.ts";

/** The test of arrays, which is a test of its own too. */
export const slurm: FaultRow = {
  name: "slurm",
  what: "a task of a Slurm array killed and requeued, another cancelled",
  seconds: [75, 0],
  run: runArray,
};

async function runArray(tally: Tally): Promise<string | void> {
  const obstacle = await clusterObstacle();
  if (obstacle !== undefined) return obstacle;
  await tally.try("array", async () => {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-prompt", "--allow-all", "--no-check", TEST],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    const [out, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    const passed = Number(/(\d+) passed/.exec(out!)?.[1] ?? 0);
    return success && passed > 0 ? [] : [`${out}${error}`.slice(-1500)];
  });
}
