/**
 * SIGKILL at random moments of whole runs, each resumed until it is done and then compared with an undisturbed one.
 * @module
 */
import type { Draws } from "../draws.ts";
import { leftovers, pause, type RunningTask, send, startTask } from "../task_process.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";
import { compareNumbers, numbersOf, TINY, type Undisturbed } from "../tiny_run.ts";

const AT_A_TIME = 3;
/** Kills in the long form and in the short. */
const KILLS = [100, 8] as const;

/** The row of runs with that many processes. */
export function kills(jobs: number): FaultRow {
  return {
    name: `kills-jobs-${jobs}`,
    what: `SIGKILL of runs with --jobs ${jobs}, resumed until done`,
    seconds: [124, 15],
    run: (tally, context) => killRuns(tally, { jobs, ...context }),
  };
}

type Killing = RowContext & { readonly jobs: number };

async function killRuns(tally: Tally, context: Killing): Promise<void> {
  const reference = await context.undisturbed();
  const wanted = KILLS[context.short ? 1 : 0];
  // Several runs at a time: a process that waits to be killed needs little of the machine.
  await Promise.all(Array.from({ length: AT_A_TIME }, async (_, lane) => {
    const draws = context.draws.apart(`lane ${lane}`);
    for (let run = 0; tally.tried < wanted && !context.late(); run++) {
      const folder = `${context.folder}/run${lane}.${run}`;
      await killRun(tally, { ...context, draws, folder, reference, enough: () => tally.tried >= wanted });
    }
  }));
}

/** One run, killed until it gets through. */
async function killRun(
  tally: Tally,
  context: Killing & { reference: Undisturbed; enough: () => boolean },
): Promise<void> {
  const { folder, jobs, draws, reference, late, enough } = context;
  const flags = [...TINY, "--results", folder, "--jobs", `${jobs}`];
  let stored: ReadonlyMap<string, string> = new Map();
  for (let kills = 0;; kills++) {
    const task = await startTask("bench", flags);
    const calm = late() || enough() || kills > 25; // the run is to end some time
    const life = calm ? 120 : draws.unit() * reference.seconds;
    const ended = await Promise.race([task.ended, pause(1000 * life)]);
    if (ended === undefined) await kill(task, draws);
    const left = await leftovers(task);
    task.killAll(); // what is left holds the ends of pipes
    await task.ended;
    const problems = left.map((pid) => `process ${pid} outlived its run`);
    if (ended === undefined && calm) problems.push("a run that nobody disturbed hangs");
    const now = await numbersOf(folder).catch((error) => {
      problems.push(error.message);
      return stored;
    });
    // What a reader saw once it sees for ever.
    const kept = compareNumbers(now, stored);
    const right = compareNumbers(now, reference.numbers);
    stored = now;
    if (ended === undefined) {
      tally.count({ lost: kept.lost, problems: [...problems, ...right.problems] });
      if (calm) return;
      continue;
    }
    if (ended.code !== 0) problems.push(`exit code ${ended.code}: ${ended.error.trim().split("\n").at(-1)}`);
    if (right.lost > 0 || right.problems.length > 0 || problems.length > 0) {
      tally.count({ lost: right.lost, problems: [...problems, ...right.problems] });
    }
    return;
  }
}

/** Ends all processes at once, the first alone, or one of them, which the run may survive. */
async function kill(task: RunningTask, draws: Draws): Promise<void> {
  const members = await task.members();
  const whom = draws.pick(["all", "first", "any"]);
  if (whom === "first") send(task.pid, "SIGKILL");
  if (whom === "any" && members.length > 0) send(draws.pick(members), "SIGKILL");
  if (whom === "any") await pause(300);
  if (whom !== "first") task.killAll();
}
