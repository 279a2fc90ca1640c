/**
 * Intervals of sums of means that were measured apart, by Welch and Satterthwaite.
 *
 * A ratio of variance × time is exp(log variance ratio + log time ratio): one log ratio per seed and one per
 * process, with numbers of their own. Percentile bootstraps of 5 to 10 such units cover 80 to 90 % where
 * 95 % is asked for.
 * @module
 */
import { studentTwoSided, studentTwoSidedQuantile } from "./distributions.ts";
import { type Interval, requireLevel } from "./interval.ts";
import { mean, requireLength, type Sample, variance } from "./moments.ts";

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

/** A sum of means with what a test of it needs. */
export interface CombinedMean extends Interval {
  /** Two-sided p that the sum is zero. */
  readonly p: number;
  /** Standard error of the sum. */
  readonly standardError: number;
  /** Satterthwaite's degrees of freedom; those of the largest source where no source varies. */
  readonly degrees: number;
}

/**
 * Σ wᵢ x̄ᵢ ± t √(Σ wᵢ² sᵢ²/nᵢ), with (Σ vᵢ)² / Σ vᵢ²/(nᵢ − 1) degrees of freedom for vᵢ = wᵢ² sᵢ²/nᵢ
 * (Welch 1947, Satterthwaite 1946). One source gives Student's interval.
 *
 * @throws {RangeError} for no source, fewer than two values in one, or a value that is not finite.
 *
 * @example Half the variance at 1.2 times the time
 * ```ts
 * import { welchInterval } from "./welch.ts";
 * const seeds = [0.45, 0.52, 0.55].map(Math.log);
 * const processes = [1.18, 1.21, 1.2, 1.22].map(Math.log);
 * const { value, low, high } = welchInterval([{ values: seeds }, { values: processes }]);
 * console.assert(Math.abs(Math.exp(value) - 0.606) < 0.001 && Math.exp(low) > 0.4 && Math.exp(high) < 0.9);
 * ```
 */
export function welchInterval(
  sources: readonly Source[],
  options: WelchOptions = {},
): CombinedMean {
  const level = requireLevel(options.level ?? 0.95);
  requireLength(sources, 1, "a sum of means");
  const parts = sources.map(({ values, weight = 1 }) => {
    requireLength(values, 2, "Student's interval");
    const [centre, spread] = [weight * mean(values), weight ** 2 * variance(values) / values.length];
    if (!Number.isFinite(centre + spread)) {
      throw new RangeError(`a mean is ${centre} with variance ${spread}: every value must be finite`);
    }
    return { centre, spread, degrees: values.length - 1 };
  });
  const value = parts.reduce((total, { centre }) => total + centre, 0);
  const spread = parts.reduce((total, part) => total + part.spread, 0);
  const degrees = spread === 0
    ? Math.max(...parts.map((part) => part.degrees))
    : 1 / parts.reduce((total, part) => total + (part.spread / spread) ** 2 / part.degrees, 0);
  const standardError = Math.hypot(Math.sqrt(spread), options.hidden ?? 0);
  const half = standardError === 0 ? 0 : studentTwoSidedQuantile(1 - level, degrees) * standardError;
  const p = value === 0 ? 1 : studentTwoSided(value / standardError, degrees);
  return { value, low: value - half, high: value + half, p, standardError, degrees };
}

/** An interval of logarithms as one of ratios. */
export function exponential({ value, low, high }: Interval): Interval {
  return { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
}
