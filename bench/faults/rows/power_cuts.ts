/**
 * A store and an archive on a simulated disk that loses power after any of its operations, and with it what was not
 * synced, or a part of that. A failure names the seed that repeats it.
 * @module
 */
import { simulate, simulateReplacement } from "../../store/simulation_testing.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";

/** Lives of a store; replacements of an archive, each of which is cut at every operation. */
const TRIES = { long: [2000, 3], short: [100, 1] } as const;

/** The store's operations on files, each the last one before a crash. */
export const powerCuts: FaultRow = {
  name: "power-cuts",
  what: "a simulated power cut after any operation on files, unsynced writes dropped or torn",
  seconds: [15, 3],
  run: cutPower,
};

async function cutPower(tally: Tally, { draws, short, late }: RowContext): Promise<void> {
  const [lives, replacements] = TRIES[short ? "short" : "long"];
  const first = draws.below(2 ** 31); // the same seed of the task gives the same cases
  const cases = [
    ...Array.from(
      { length: replacements },
      (_, i) => ({ name: "archive", seed: first + i, run: simulateReplacement }),
    ),
    ...Array.from({ length: lives }, (_, i) => ({ name: "store", seed: first + i, run: simulate })),
  ];
  for (const { name, seed, run } of cases) {
    if (late()) return;
    await tally.try(`${name}, simulation ${seed}`, () => run(seed));
  }
}
