/**
 * Means, variances and quantiles that stay accurate for long and badly scaled samples.
 * @module
 */

/** A sample: any list of numbers. */
export type Sample = ArrayLike<number>;

/**
 * Sum with Neumaier's compensation: the error does not grow with the length (Neumaier 1974, Kahan–Babuška).
 */
export function sum(values: Sample): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? (total - next) + value : (value - next) + total;
    total = next;
  }
  return total + lost;
}

/** Arithmetic mean. @throws {RangeError} for an empty sample. */
export function mean(values: Sample): number {
  requireLength(values, 1, "a mean");
  return sum(values) / values.length;
}

/**
 * Unbiased variance, Σ(x − x̄)²/(N − 1), by the corrected two-pass algorithm (Chan, Golub and LeVeque 1983).
 *
 * @throws {RangeError} for fewer than two values.
 *
 * @example
 * ```ts
 * import { variance } from "./moments.ts";
 * import assert from "node:assert/strict";
 * assert.equal(variance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]), 30);
 * ```
 */
export function variance(values: Sample): number {
  requireLength(values, 2, "a variance");
  const centre = mean(values);
  let squares = 0;
  let rest = 0; // Σ(x − x̄) is zero but for the rounding of x̄
  for (let i = 0; i < values.length; i++) {
    const deviation = (values[i] as number) - centre;
    squares += deviation * deviation;
    rest += deviation;
  }
  return (squares - rest * rest / values.length) / (values.length - 1);
}

/** Square root of {@linkcode variance}. */
export function standardDeviation(values: Sample): number {
  return Math.sqrt(variance(values));
}

/**
 * Quantile with linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, the default
 * of R and NumPy).
 *
 * @param level From 0 to 1.
 * @throws {RangeError} for an empty sample or a level outside [0, 1].
 */
export function quantile(values: Sample, level: number): number {
  return quantileSorted(sorted(values), level);
}

/** Middle value; the mean of both for an even length. @throws {RangeError} for an empty sample. */
export function median(values: Sample): number {
  return quantile(values, 0.5);
}

/** {@linkcode quantile} of a sample in ascending order, without sorting it. */
export function quantileSorted(ascending: Sample, level: number): number {
  requireLength(ascending, 1, "a quantile");
  if (!(level >= 0 && level <= 1)) throw new RangeError(`quantile level is ${level}: it must be from 0 to 1`);
  const position = level * (ascending.length - 1);
  const below = Math.floor(position);
  const low = ascending[below] as number;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] as number;
  return low === high ? low : low + (position - below) * (high - low);
}

/** A copy in ascending order. */
export function sorted(values: Sample): Float64Array {
  return new Float64Array(values).sort();
}

/** @throws {RangeError} if a sample is too short for what is asked of it. */
export function requireLength(values: { readonly length: number }, least: number, what: string): void {
  if (values.length < least) {
    throw new RangeError(
      `${what} needs at least ${least} value${least === 1 ? "" : "s"}, got ${values.length}`,
    );
  }
}
