/**
 * Ratios as differences of logarithms, with one log ratio per independent unit.
 *
 * Ratios of variances and times are skewed and cannot be negative; their logarithms are nearly normal, so few
 * units suffice for Student's interval, and what was measured apart adds up.
 * @module
 */
import { type Estimate, exact, meanOf, studentOf, sumOf, unknownError } from "./estimate.ts";
import type { Interval } from "./interval.ts";
import { mean, median, type Sample } from "./moments.ts";
import { medianRatioInterval } from "./sample_intervals.ts";

/** Samples by independent unit: a seed's pairs of gradients, a process's rounds of interleaved times. */
export type Units = readonly Sample[];

/** A ratio with the logarithm that its interval is made from. */
export interface Ratio extends Interval {
  /** Of the logarithm. */
  readonly log: Estimate;
}

/**
 * Ratio of means, value i of both sides being a pair.
 *
 * Two seeds or more: the geometric mean of one ratio per seed, Student over seeds. One seed: the ratio of its
 * means with a jackknife over its pairs, an interval about this place alone.
 *
 * @example
 * ```ts
 * import { ratioInterval } from "./log_ratio.ts";
 * const { value, low, high } = ratioInterval([[1, 1.1], [2.1, 2], [3, 3.2]], [[2, 2.1], [4, 4.1], [6, 6.2]]);
 * console.assert(Math.abs(value - 0.51) < 0.01 && low > 0.45 && high < 0.55);
 * ```
 */
export function ratioInterval(numerator: Units, denominator: Units): Ratio {
  const pairs = paired(numerator, denominator);
  const [first] = pairs;
  if (first === undefined) return ratioOf(unknownError(NaN));
  return ratioOf(pairs.length === 1 ? jackknife(first) : over(pairs, mean));
}

/**
 * Ratio of times, of which round i of both sides is interleaved. Two processes or more: the geometric mean of
 * one ratio of medians per process, Student over processes (Kalibera and Jones 2013). One process: the median
 * of one ratio a round with its order statistics, an interval about this process alone.
 */
export function timeRatioInterval(numerator: Units, denominator: Units): Ratio {
  const pairs = paired(numerator, denominator);
  const [first] = pairs;
  if (first === undefined) return ratioOf(unknownError(NaN));
  if (pairs.length > 1) return ratioOf(over(pairs, median));
  const interval = medianRatioInterval(first.top, first.bottom);
  const error = Math.log(interval.high / interval.low) / (2 * NORMAL_95);
  const rounds = first.top.length;
  const log = rounds < 2 || !Number.isFinite(error)
    ? unknownError(Math.log(interval.value))
    : { value: Math.log(interval.value), standardError: error, degrees: rounds - 1 };
  return { ...interval, log };
}

/** Half-width of a 95 % interval in standard errors. */
const NORMAL_95 = 1.959964;

/** The ratio of a logarithm. */
export function ratioOf(log: Estimate): Ratio {
  const { value, low, high } = studentOf(log);
  return { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high), log };
}

/** A ratio that was counted, not measured. */
export function exactRatio(ratio: number): Ratio {
  return ratioOf(exact(Math.log(ratio)));
}

/**
 * Product of ratios that were measured apart: their logarithms add up, by Welch and Satterthwaite.
 *
 * @example Variance × time does not depend on how many draws are averaged (Glynn and Whitt 1992)
 * ```ts
 * import { exactRatio, productOf, ratioInterval } from "./log_ratio.ts";
 * const variance = ratioInterval([[1, 1.1, 0.9]], [[2, 2.1, 1.9]]);
 * const work = productOf(variance, exactRatio(1.2));
 * console.assert(Math.abs(work.value - 0.6) < 1e-12 && Math.abs(work.high / variance.high - 1.2) < 1e-9);
 * ```
 */
export function productOf(...ratios: readonly Ratio[]): Ratio {
  return ratioOf(sumOf(ratios.map(({ log }) => log)));
}

interface Pairs {
  readonly top: Sample;
  readonly bottom: Sample;
}

/** Units that both sides have, cut to the pairs that both have. */
function paired(numerator: Units, denominator: Units): Pairs[] {
  return Array.from(numerator).flatMap((top, unit): Pairs[] => {
    const bottom = denominator[unit];
    const count = Math.min(top.length, bottom?.length ?? 0);
    if (bottom === undefined || count === 0) return [];
    const cut = (values: Sample) => values.length === count ? values : Array.from(values).slice(0, count);
    return [{ top: cut(top), bottom: cut(bottom) }];
  });
}

function over(pairs: readonly Pairs[], summary: (values: Sample) => number): Estimate {
  return meanOf(pairs.map(({ top, bottom }) => Math.log(summary(top) / summary(bottom))));
}

/** log Σ top − log Σ bottom with the spread of its leave-one-out values (Efron and Tibshirani 1993, chapter 11). */
function jackknife({ top, bottom }: Pairs): Estimate {
  const count = top.length;
  const [above, below] = [count * mean(top), count * mean(bottom)];
  const value = Math.log(above / below);
  if (count < 2 || !Number.isFinite(value)) return unknownError(value);
  const left = Float64Array.from(
    { length: count },
    (_, i) => Math.log((above - (top[i] as number)) / (below - (bottom[i] as number))),
  );
  const centre = mean(left);
  const squares = left.reduce((sum, own) => sum + (own - centre) ** 2, 0);
  if (!Number.isFinite(squares)) return unknownError(value);
  return { value, standardError: Math.sqrt(squares * (count - 1) / count), degrees: count - 1 };
}
