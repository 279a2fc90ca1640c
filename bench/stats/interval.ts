/**
 * Confidence intervals: what they hold, how few values they can be made from, and Student's.
 * @module
 */
import { studentTwoSidedQuantile } from "./distributions.ts";
import { mean, requireLength, type Sample, standardDeviation } from "./moments.ts";

/** An estimate and the ends of its interval, in the unit of the estimate. */
export interface Interval {
  /** The statistic of the sample. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/** An interval and how it was made. */
export interface ConfidenceInterval extends Interval {
  /** Nominal coverage, e.g. 0.95. */
  readonly level: number;
  /** How the interval was made. */
  readonly method: "student" | "percentile" | "bca";
}

/**
 * Student's interval of a mean, x̄ ± t_{(1+level)/2, n−1} s/√n: exact for normal values, and the one to use
 * for a handful of seeds, where the bootstrap's intervals are too short.
 *
 * @throws {RangeError} for fewer than two values.
 */
export function studentInterval(
  values: Sample,
  options: { readonly level?: number } = {},
): ConfidenceInterval {
  const level = requireLevel(options.level ?? 0.95);
  requireLength(values, 2, "Student's interval");
  const value = mean(values);
  const quantile = studentTwoSidedQuantile(1 - level, values.length - 1);
  const half = quantile * standardDeviation(values) / Math.sqrt(values.length);
  return { value, low: value - half, high: value + half, level, method: "student" };
}

/**
 * Fewest values that a bootstrap interval of a level can be made from: with n values the most extreme
 * resample has chance n^−n, and an end of the interval that is rarer than that is only the sample's range.
 * 4 at 95 %.
 */
export function fewestForBootstrap(level: number): number {
  requireLevel(level);
  let n = 2;
  while (n ** -n > (1 - level) / 2) n++;
  return n;
}

/** @throws {RangeError} unless a level lies between 0 and 1. */
export function requireLevel(level: number): number {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`level is ${level}: it must lie between 0 and 1, e.g. 0.95`);
  }
  return level;
}
