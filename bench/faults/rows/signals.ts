/**
 * INT, TERM and HUP at random moments: the run says how to resume, ends with 130, 143 or 129, and leaves no process.
 * @module
 */
import { leftovers, pause, send, startTask } from "../task_process.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";
import { compareNumbers, numbersOf, TINY } from "../tiny_run.ts";

const TRIES = [18, 3] as const;
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const SIGNALS = Object.keys(CODES) as (keyof typeof CODES)[];

/** Signals to the first process of a run, or to all, as a terminal sends them. */
export const signals: FaultRow = {
  name: "signals",
  what: "INT, TERM and HUP during runs with --jobs 1 and 2",
  seconds: [25, 7],
  run: signalRuns,
};

async function signalRuns(
  tally: Tally,
  { folder, draws, short, undisturbed, late }: RowContext,
): Promise<void> {
  const reference = await undisturbed();
  for (let i = 0; i < TRIES[short ? 1 : 0] && !late(); i++) {
    const signal = SIGNALS[i % SIGNALS.length]!;
    const results = `${folder}/${i}`;
    const task = await startTask("bench", [...TINY, "--results", results, "--jobs", `${1 + draws.below(2)}`]);
    // Before a process listens a signal ends it as it ends any program.
    await pause(400 + 1000 * draws.unit() * 0.8 * reference.seconds);
    send(draws.below(2) === 0 ? task.pid : -task.pid, signal);
    const ended = await Promise.race([task.ended, pause(20_000)]);
    const left = await leftovers(task, 2);
    task.killAll();
    const { code, error } = ended ?? await task.ended;
    if (code === 0) continue; // it was done before
    const last = error.trim().split("\n").at(-1)!;
    const { problems } = compareNumbers(await numbersOf(results), reference.numbers);
    tally.count({
      problems: [
        ...(ended === undefined ? [`${signal} did not end it within 20 s`] : []),
        ...(code === CODES[signal] ? [] : [`${signal}: exit code ${code}`]),
        ...(last.includes("resume")
          ? []
          : [`${signal}: does not say how to resume: ${JSON.stringify(last)}`]),
        ...left.map((pid) => `${signal}: process ${pid} is left`),
        ...problems,
      ],
    });
  }
}
