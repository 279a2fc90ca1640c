/**
 * Contenders of R2-G2: their names, and which of them beat it at equal time.
 * @module
 */
import type { Outcome } from "../../comparison/worth.ts";
import type { Interval } from "../../look/format.ts";
import { isPlain, type Series, seriesLabel } from "../../look/series.ts";
import type { ContenderRow } from "./rows.ts";

/** RT with a pair of opposite noise: the cheapest rival. */
const RIVAL = "rt-antithetic";

type Contender = Series & Pick<ContenderRow, "samples" | "matching">;

/** A contender in words: how many samples, and why so many. */
export function contenderLabel(row: Contender): string {
  const { samples, matching } = row;
  const reason = { no: "", time: ", equal time", flops: ", equal FLOPs" }[matching];
  return matching === "no" && samples === 1 ? seriesLabel(row) : `${seriesLabel(row)} × ${samples}${reason}`;
}

/** A contender in words, the same for every model: K stands for the samples that were matched. */
export function contenderKind(row: Contender): string {
  return row.matching === "no"
    ? contenderLabel(row)
    : `${seriesLabel(row)} × K, ${{ time: "time", flops: "FLOPs" }[row.matching]}`;
}

/** A gradient with its variance × time over that of RT with one sample. */
export type TimedRow = ContenderRow & { readonly timeWork: Interval };

/** Contenders that were timed. */
export function timedRows(rows: readonly ContenderRow[]): TimedRow[] {
  return rows.filter((row): row is TimedRow => row.timeWork !== undefined);
}

/**
 * For each comparison that has both, whether RT with antithetic pairs has less variance than R2-G2 for the same
 * time (`yes`), more (`no`), or cannot be told apart; none without such cells.
 *
 * Both sides are variance × time over that of RT with one sample. Intervals that overlap do not tell them apart:
 * stricter than a test of the difference, for both lean on the same RT.
 */
export function rivalOutcomes(contenders: readonly ContenderRow[]): Outcome[] {
  const rows = timedRows(contenders);
  return rows.filter((row) => isPlain(row, RIVAL)).flatMap((rival) => {
    const ours = rows.find((row) =>
      isPlain(row, "r2g2") && row.samples === 1 && row.subject === rival.subject &&
      row.block === rival.block && row.step === rival.step
    );
    return ours === undefined ? [] : [beside(rival.timeWork, ours.timeWork)];
  });
}

function beside(rival: Interval, ours: Interval): Outcome {
  return rival.high < ours.low ? "yes" : rival.low > ours.high ? "no" : "inconclusive";
}
