/**
 * The cheapest rival: does RT with a pair of opposite noise beat R2-G2 at equal time?
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { type ContenderRow, contenderRows } from "../analysis/contenders.ts";
import { formatNumber, type Interval } from "../format.ts";

type Measured = ContenderRow & { readonly timeWork: Interval };

/**
 * One sentence for the first screen, or none without such cells.
 *
 * Both sides are variance × time over that of RT with one sample. Intervals that overlap do not tell them apart:
 * stricter than a test of the difference, for both lean on the same RT.
 */
export function rivalAnswer(records: readonly BenchRecord[]): string[] {
  const rows = contenderRows(records).filter((row): row is Measured => row.timeWork !== undefined);
  const pairs = rows.filter(({ estimator }) => estimator === "rt-antithetic").flatMap((rival) => {
    const ours = rows.find(({ estimator, samples, subject, block, step }) =>
      estimator === "r2g2" && samples === 1 && subject === rival.subject && block === rival.block &&
      step === rival.step
    );
    return ours === undefined ? [] : [{ rival, ours }];
  });
  if (pairs.length === 0) return [];
  const less = pairs.filter(({ rival, ours }) => rival.timeWork.high < ours.timeWork.low);
  const more = pairs.filter(({ rival, ours }) => rival.timeWork.low > ours.timeWork.high);
  const open = pairs.length - less.length - more.length;
  return [
    `RT with antithetic pairs, at equal time: less variance than R2-G2 in ${less.length} of these ` +
    `${pairs.length} comparisons${numbers(less)}; more in ${more.length}${numbers(more)}; ` +
    `not told apart in ${open}.`,
  ];
}

/** ` (0.16 to 0.43 of the variance × time of RT with one sample; R2-G2 0.63 to 0.99)`. */
function numbers(pairs: readonly { readonly rival: Measured; readonly ours: Measured }[]): string {
  if (pairs.length === 0) return "";
  const [rivals, own] = [pairs.map(({ rival }) => rival), pairs.map(({ ours }) => ours)].map(span);
  return ` (${rivals} of the variance × time of RT with one sample; R2-G2 ${own})`;
}

function span(rows: readonly Measured[]): string {
  const values = rows.map(({ timeWork }) => timeWork.value);
  const ends = [Math.min(...values), Math.max(...values)].map((value) => formatNumber(value, 2));
  return [...new Set(ends)].join(" to ");
}
