/**
 * The variance of two dumps: what a test of means cannot see. Noise that all samples of a batch share is unbiased, and
 * shows here alone.
 * @module
 */
import { columnMoments, type Estimate, meanOf, median, ratioOf, sumOf } from "../stats/mod.ts";
import type { Interval } from "../stats/mod.ts";

/** Variance of the samples over that of the others. */
export interface VarianceComparison {
  /** Of the total over coordinates, with a 95 % interval. */
  readonly total: Interval;
  /** Median over the coordinates that vary in both; NaN where none does. */
  readonly median: number;
}

type Rows = readonly ArrayLike<number>[];

/** Compares rows of the same width; rows of each are independent. */
export function compareVariances(samples: Rows, others: Rows): VarianceComparison {
  const [own, other] = [columnMoments(samples), columnMoments(others)];
  const ratios = Array.from({ length: own.size }, (_, d) => own.variance(d) / other.variance(d))
    .filter((ratio) => ratio > 0 && ratio < Infinity);
  const difference = sumOf([
    logTotal(samples, own.means),
    { ...logTotal(others, other.means), weight: -1 },
  ]);
  const { value, low, high } = ratioOf(difference);
  return { total: { value, low, high }, median: ratios.length === 0 ? NaN : median(ratios) };
}

/** log Σ_d var_d: a mean of squared distances, its error by the delta method. */
function logTotal(rows: Rows, means: Float64Array): Estimate {
  const distances = Float64Array.from(rows, (row) => {
    let sum = 0;
    for (let d = 0; d < row.length; d++) sum += (row[d]! - means[d]!) ** 2;
    return sum;
  });
  const { value, standardError, degrees } = meanOf(distances);
  const total = value * rows.length / (rows.length - 1);
  return { value: Math.log(total), standardError: standardError / value, degrees };
}
