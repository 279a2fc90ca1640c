/**
 * Intervals of sums of means that were measured apart, by Welch and Satterthwaite.
 *
 * A ratio of variance × time is exp(log variance ratio + log time ratio): one log ratio per seed and one per
 * process, with numbers of their own. Percentile bootstraps of 5 to 10 such units cover 80 to 90 % where
 * 95 % is asked for.
 * @module
 */
import { type Estimate, meanOf, pOf, studentOf, sumOf } from "./estimate.ts";
import type { Interval } from "./interval.ts";
import { requireLength, type Sample } from "./moments.ts";

/** One of the means that are added. */
export interface Source {
  /** One value per unit: a log ratio per seed, per process. At least two. */
  readonly values: Sample;
  /** What the mean is multiplied by. @default 1 */
  readonly weight?: number;
}

/** Options of {@linkcode welchInterval}. */
export interface WelchOptions {
  /** Nominal coverage. @default 0.95 */
  readonly level?: number;
  /** An error of the sum that no source shows, which is added to the standard error in quadrature. @default 0 */
  readonly hidden?: number;
}

/** A sum of means with its interval. */
export interface CombinedMean extends Interval, Estimate {
  /** Two-sided p that the sum is zero. */
  readonly p: number;
}

/**
 * Σ wᵢ x̄ᵢ ± t √(Σ wᵢ² sᵢ²/nᵢ) with Satterthwaite's degrees of freedom. One source gives Student's interval.
 *
 * @throws {RangeError} for no source, fewer than two values in one, or a value that is not finite.
 *
 * @example Half the variance at 1.2 times the time
 * ```ts
 * import { welchInterval } from "./welch.ts";
 * const seeds = [0.45, 0.52, 0.55].map(Math.log);
 * const processes = [1.18, 1.21, 1.2, 1.22].map(Math.log);
 * const { value, low, high } = welchInterval([{ values: seeds }, { values: processes }]);
 * console.assert(Math.abs(Math.exp(value) - 0.607) < 0.001 && Math.exp(low) > 0.4 && Math.exp(high) < 0.9);
 * ```
 */
export function welchInterval(sources: readonly Source[], options: WelchOptions = {}): CombinedMean {
  const sum = sumOf(sources.map(({ values, weight = 1 }) => {
    requireLength(values, 2, "Student's interval");
    const part = meanOf(values);
    if (!Number.isFinite(part.value)) {
      throw new RangeError(`a mean is ${part.value}: every value must be finite`);
    }
    return { ...part, weight };
  }));
  const estimate = { ...sum, standardError: Math.hypot(sum.standardError, options.hidden ?? 0) };
  return { ...estimate, ...studentOf(estimate, options), p: pOf(estimate) };
}

/** An interval of logarithms as one of ratios. */
export function exponential({ value, low, high }: Interval): Interval {
  return { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
}
