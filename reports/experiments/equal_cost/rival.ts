/**
 * The cheapest rival: does RT with a pair of opposite noise beat R2-G2 at equal time?
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { type ContenderRow, contenderRows } from "./contenders.ts";
import type { Outcome } from "../../comparison/worth.ts";
import type { Interval } from "../../look/format.ts";

/** A gradient with its variance × time over that of RT with one sample. */
export type TimedRow = ContenderRow & { readonly timeWork: Interval };

/** Contenders that were timed. */
export function timedRows(records: readonly BenchRecord[]): TimedRow[] {
  return contenderRows(records).filter((row): row is TimedRow => row.timeWork !== undefined);
}

/**
 * For each comparison that has both, whether RT with antithetic pairs has less variance than R2-G2 for the same
 * time (`yes`), more (`no`), or cannot be told apart; none without such cells.
 *
 * Both sides are variance × time over that of RT with one sample. Intervals that overlap do not tell them apart:
 * stricter than a test of the difference, for both lean on the same RT.
 */
export function rivalOutcomes(records: readonly BenchRecord[]): Outcome[] {
  const rows = timedRows(records);
  return rows.filter(({ estimator }) => estimator === "rt-antithetic").flatMap((rival) => {
    const ours = rows.find(({ estimator, samples, subject, block, step }) =>
      estimator === "r2g2" && samples === 1 && subject === rival.subject && block === rival.block &&
      step === rival.step
    );
    return ours === undefined ? [] : [beside(rival.timeWork, ours.timeWork)];
  });
}

function beside(rival: Interval, ours: Interval): Outcome {
  return rival.high < ours.low ? "yes" : rival.low > ours.high ? "no" : "undecided";
}
