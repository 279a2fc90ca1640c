/**
 * SIGKILL while a job keeps checkpoints as fast as it can: the last one or the one before is there, whole.
 * @module
 */
import { kept, openCheckpoints } from "../../checkpoint/mod.ts";
import type { Draws } from "../draws.ts";
import { ROOT } from "../task_process.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";

const TRIES = [60, 8] as const;

/** Kills of a process that writes two megabytes again and again. */
export const checkpointKills: FaultRow = {
  name: "kills-checkpoint",
  what: "SIGKILL of a job that writes checkpoints",
  seconds: [10, 3],
  run: killWriters,
};

async function killWriters(tally: Tally, { folder, draws, short, late }: RowContext): Promise<void> {
  const checkpoints = `${folder}/checkpoints`;
  let before = 0;
  for (let i = 0; i < TRIES[short ? 1 : 0] && !late(); i++) {
    const reported = await runUntilKilled(checkpoints, draws);
    const problems: string[] = [];
    const found = await openCheckpoints(checkpoints, {
      owner: { job: "job", run: "run", code: "code", machine: "machine" },
      notice: (line) => problems.push(line),
    });
    const { count } = kept(found, "count", { count: 0 });
    const array = found.keep("array", () => ({ data: null }))?.arrays?.["array"];
    if (count < reported || reported <= before) problems.push(`${count} is kept, ${reported} was reported`);
    if (array === undefined || !array.every((each) => each === count)) {
      problems.push("two checkpoints are mixed");
    }
    before = count - 1;
    tally.count({ lost: count < reported ? 1 : 0, problems });
  }
}

/** Runs the writer until it kills itself. @returns the last count that it reported as kept. */
async function runUntilKilled(folder: string, draws: Draws): Promise<number> {
  const writer = `${ROOT}/bench/checkpoint/testing_writer.ts`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-all", writer, folder, `${draws.below(120)}`],
  }).output();
  return Number(new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1));
}
