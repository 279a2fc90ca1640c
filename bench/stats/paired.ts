/**
 * Paired comparison of two methods over seeds: how large is the difference, and could it be chance?
 * @module
 */
import { foldIn, type Key, key, uniforms } from "../../estimators/random/mod.ts";
import { type Estimate, meanOf, pOf, studentOf } from "./estimate.ts";
import type { Interval } from "./interval.ts";
import { requireLength, type Sample } from "./moments.ts";

/** Pairs up to which all sign flips are counted: 2^20 of them, in milliseconds. */
const EXACT_PAIRS = 20;

/** A sign-flip test. */
export interface PermutationTest {
  /** Two-sided. */
  readonly p: number;
  /** The smallest p that so many pairs can reach: with 3 pairs .25, whatever the difference. */
  readonly smallestP: number;
  /** Whether all flips were counted; otherwise p is from random ones. */
  readonly exact: boolean;
}

/** A mean paired difference, by Student, with the exact sign flip as its check. */
export interface PairedDifference {
  /** Of the mean of a − b; with one pair the interval is the point. */
  readonly interval: Interval;
  /** The mean with its error. */
  readonly mean: Estimate;
  /** Student's two-sided p that the mean is zero: it decides. */
  readonly p: number;
  /** Sign-flip p, which assumes no normal values but is coarse: a check of `p`. */
  readonly flipP: number;
  /** The smallest `flipP` that so many pairs can reach. */
  readonly smallestP: number;
  /** How many pairs, i.e. seeds. */
  readonly pairs: number;
}

/**
 * Mean of a − b over pairs, with Student's interval and p, and the exact sign-flip p beside.
 *
 * @throws {RangeError} for samples of different lengths or none at all.
 * @example
 * ```ts
 * import { pairedDifference } from "./paired.ts";
 * import assert from "node:assert/strict";
 * const result = pairedDifference([3, 4, 5], [1, 2, 2.5]);
 * assert.ok(result.p < 0.01 && result.interval.low > 1);
 * assert.equal(result.flipP, 0.25);
 * assert.equal(result.smallestP, 0.25); // three seeds cannot do better
 * ```
 */
export function pairedDifference(a: Sample, b: Sample): PairedDifference {
  if (a.length !== b.length) {
    throw new RangeError(`paired samples differ in length: ${a.length} and ${b.length}`);
  }
  const differences = Array.from(a, (value, i) => value - (b[i] as number));
  const { p: flipP, smallestP } = signFlipTest(differences, {
    key: key(0),
    // Only beyond 20 pairs are flips drawn at all; then this many decide p to a tenth of itself at 0.05.
    flips: Math.max(2000, Math.floor(1e6 / a.length)),
  });
  const mean = meanOf(differences);
  return { interval: studentOf(mean), mean, p: pOf(mean), flipP, smallestP, pairs: differences.length };
}

/**
 * Two-sided sign-flip test that differences are symmetric about zero: the share of sign flips whose |Σ± d|
 * is at least the observed one (Fisher 1935, section 21). Beyond 20 pairs (1 + hits)/(1 + flips) over random
 * flips, which is a valid p as well (Phipson and Smyth 2010).
 *
 * @throws {RangeError} for an empty sample or one with NaN.
 */
export function signFlipTest(
  differences: Sample,
  options: { readonly key: Key; readonly flips?: number },
): PermutationTest {
  requireLength(differences, 1, "a sign-flip test");
  const values = Float64Array.from(differences);
  let total = 0;
  let magnitude = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) throw new RangeError(`a difference is ${value}: every one must be finite`);
    total += value;
    magnitude += Math.abs(value);
  }
  // Sums that are equal in exact arithmetic may differ by rounding; they must count as equal.
  const observed = Math.abs(total) - 1e-12 * magnitude;
  if (values.length <= EXACT_PAIRS) {
    const p = countAll(values, observed) / 2 ** (values.length - 1);
    return { p, smallestP: 2 / 2 ** values.length, exact: true };
  }
  const { key, flips = 100_000 } = options;
  let hits = 0;
  for (let flip = 0; flip < flips; flip++) {
    const signs = uniforms(foldIn(key, flip), values.length);
    let flipped = 0;
    for (let i = 0; i < values.length; i++) {
      flipped += (signs[i] as number) < 0.5 ? values[i] as number : -(values[i] as number);
    }
    if (Math.abs(flipped) >= observed) hits++;
  }
  return { p: (1 + hits) / (1 + flips), smallestP: 1 / (1 + flips), exact: false };
}

/** Flips with the first sign fixed (the others mirror them) whose |sum| is at least `observed`. */
function countAll(values: Float64Array, observed: number): number {
  const count = (index: number, sum: number): number => {
    if (index === values.length) return Number(Math.abs(sum) >= observed);
    const value = values[index] as number;
    return count(index + 1, sum + value) + count(index + 1, sum - value);
  };
  return count(1, values[0] as number);
}
