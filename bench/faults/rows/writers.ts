/**
 * The same run started twice at once: one of the two writes, the other says so, and the records are right.
 * @module
 */
import { startTask } from "../task_process.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";
import { compareNumbers, numbersOf, TINY } from "../tiny_run.ts";

const TRIES = [8, 2] as const;

/** Two processes, one folder. */
export const writers: FaultRow = {
  name: "two-runs",
  what: "the same run started twice into one folder",
  seconds: [17, 7],
  run: startTwice,
};

async function startTwice(
  tally: Tally,
  { folder, draws, short, undisturbed, late }: RowContext,
): Promise<void> {
  const reference = await undisturbed();
  for (let i = 0; i < TRIES[short ? 1 : 0] && !late(); i++) {
    const results = `${folder}/${i}`;
    const start = () => startTask("bench", [...TINY, "--results", results]);
    const first = await start();
    await new Promise((done) => setTimeout(done, 1000 * draws.unit() * reference.seconds));
    const second = await start();
    const ends = await Promise.all([first.ended, second.ended]);
    const problems = ends.flatMap(({ code, error }) => {
      if (code === 0) return [];
      const [last = ""] = error.trim().split("\n").slice(-1);
      const said = code === 1 && / is being written by process \d+: wait for it to end/.test(last);
      return said ? [] : [`exit code ${code}: ${last}`];
    });
    if (ends.every(({ code }) => code !== 0)) problems.push("neither of the two ran");
    const { lost, problems: differences } = compareNumbers(await numbersOf(results), reference.numbers);
    tally.count({ lost, problems: [...problems, ...differences] });
  }
}
