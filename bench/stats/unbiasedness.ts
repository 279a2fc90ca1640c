/**
 * Is the mean of an estimator the gradient? A test of every coordinate with both of its error rates.
 *
 * One t-test per coordinate, Holm's correction over all of them. It is a fixed-level test: choose the number
 * of draws first and look once (looking repeatedly turns 5 % into far more). The draws must be independent;
 * for heavy tails, such as the score function's, average them in batches.
 * @module
 */
import { compare, type CoordinateMoments, type Draws, type ReferenceDraws } from "./comparison.ts";
import { detectableBias } from "./detectable_bias.ts";
import { studentTwoSided } from "./distributions.ts";
import { holm } from "./holm.ts";
import { SampleError } from "./sample_error.ts";

/** Options of {@linkcode unbiasednessTest}. */
export interface UnbiasednessOptions {
  /**
   * Chance of rejecting an unbiased estimator, over all coordinates together. A draw more costs little
   * against a false alarm, so it equals the chance of missing the detectable bias. @default 1e-3
   */
  readonly familyErrorRate?: number;
  /** Power for which the detectable bias is stated. @default 0.999 */
  readonly power?: number;
  /** Consecutive draws averaged into one. @default 1 */
  readonly batch?: number;
  /**
   * Bias that counts as rounding, relative to the coordinate's largest |value|: float32 sums of some
   * thousand terms. It alone decides where the variance is zero. @default 1e-5
   */
  readonly tolerance?: number;
  /** Bias that counts as rounding whatever the values, for gradients that cancel to zero. @default 0 */
  readonly absoluteTolerance?: number;
}

/** One coordinate of the test. */
export interface CoordinateTest {
  /** Its column. */
  readonly index: number;
  /** Mean of the draws. */
  readonly mean: number;
  /** What the mean should be. */
  readonly reference: number;
  /** Standard error of mean − reference. */
  readonly standardError: number;
  /** Student statistic of the bias beyond the rounding tolerance; infinite for a biased constant. */
  readonly statistic: number;
  /** Two-sided, of this coordinate alone. */
  readonly p: number;
  /** By Holm, over all coordinates. */
  readonly adjustedP: number;
  /** Bias that the test finds here with its power, in the coordinate's own units. */
  readonly detectableBias: number;
}

/** What {@linkcode unbiasednessTest} found. */
export interface UnbiasednessResult {
  /** Whether some coordinate's adjusted p is at most the family error rate. */
  readonly rejected: boolean;
  /** Number of coordinates, D. */
  readonly coordinates: number;
  /** Draws that the test used. */
  readonly draws: number;
  /** First error rate, α: rejecting although every coordinate is unbiased. */
  readonly familyErrorRate: number;
  /** One minus the second error rate, for a coordinate biased by `detectableBias`. */
  readonly power: number;
  /** Bias found with that power, in standard deviations of one draw (of the difference, where paired). */
  readonly detectableBias: number;
  /** Number of coordinates whose adjusted p is at most α. */
  readonly rejectedCoordinates: number;
  /** Coordinates without variance, which were compared within the tolerance. */
  readonly constantCoordinates: number;
  /** Smallest adjusted p: that of `worst`. */
  readonly minAdjustedP: number;
  /** The coordinate with the smallest p. */
  readonly worst: CoordinateTest;
  /** At most ten coordinates, those with the smallest p first. */
  readonly worstTen: readonly CoordinateTest[];
  /** Bias found with that power, in the coordinates' own units. shape: [D]. */
  readonly detectableBiases: Float64Array;
  /** By Holm. shape: [D]. */
  readonly adjustedP: Float64Array;
}

/**
 * Tests that the mean of `samples` is `reference`, in every coordinate.
 *
 * t_d = ± max(0, |x̄_d − r_d| − tolerance · max|x_d| − absoluteTolerance)/SE_d, two-sided Student p with N − 1 degrees of freedom
 * (Welch's for two samples), Holm over d.
 *
 * @param samples One row per draw, independent rows. shape: [N][D].
 * @param reference The exact gradient, shape [D], or draws of a trusted estimator.
 * @throws {SampleError} for NaN, an infinity, or values whose squares a float64 cannot hold (naming draw and
 * coordinate), rows of different lengths, or fewer than two draws (or batches).
 * @throws {RangeError} for options out of range.
 *
 * @example
 * ```ts
 * import { unbiasednessTest } from "./unbiasedness.ts";
 * import assert from "node:assert/strict";
 * const result = unbiasednessTest([[1, 2], [3, 2], [2.5, 2], [1.6, 2]], [2, 2.1]);
 * assert.equal(result.rejected, true); // coordinate 1 is constant, and not 2.1
 * assert.equal(result.worst.index, 1);
 * ```
 */
export function unbiasednessTest(
  samples: Draws,
  reference: ArrayLike<number> | ReferenceDraws,
  options: UnbiasednessOptions = {},
): UnbiasednessResult {
  const { familyErrorRate = 1e-3, power = 0.999, batch = 1, tolerance = 1e-5, absoluteTolerance = 0 } =
    options;
  if (!(Number.isInteger(batch) && batch > 0)) {
    throw new RangeError(`batch is ${batch}: it must be a positive integer`);
  }
  for (const value of [tolerance, absoluteTolerance]) {
    if (!(value >= 0)) throw new RangeError(`a tolerance is ${value}: it must not be negative`);
  }
  const rounding = { tolerance, absoluteTolerance };
  const { size, rows, effectiveRows, degrees, coordinate } = compare(samples, reference, batch);
  const design = { coordinates: size, familyErrorRate, power, degrees };
  const rowBias = detectableBias(effectiveRows, design);
  const pValues = new Float64Array(size);
  const statistics = new Float64Array(size);
  const detectableBiases = new Float64Array(size);
  let constantCoordinates = 0;
  for (let d = 0; d < size; d++) {
    const moments = coordinate(d);
    const { statistic, p } = test(moments, rounding);
    if (Number.isNaN(p) || vanishes(moments)) {
      throw new SampleError(
        `coordinate ${d}: its values are too large or too small to be squared; rescale it`,
      );
    }
    [pValues[d], statistics[d]] = [p, Math.abs(statistic)];
    detectableBiases[d] = rowBias * Math.sqrt(effectiveRows) * moments.standardError +
      allowance(moments, rounding);
    if (moments.standardError === 0) constantCoordinates++;
  }
  const adjustedP = holm(pValues);
  const at = (values: Float64Array, d: number) => values[d] as number;
  const ranked = smallest(
    TOLD,
    size,
    (a, b) => at(pValues, a) - at(pValues, b) || at(statistics, b) - at(statistics, a),
  );
  const worstTen = ranked.map((index): CoordinateTest => {
    const { mean, reference: expected, standardError } = coordinate(index);
    return {
      ...{ index, mean, reference: expected, standardError },
      ...test(coordinate(index), rounding),
      adjustedP: at(adjustedP, index),
      detectableBias: at(detectableBiases, index),
    };
  });
  const worst = worstTen[0]!;
  return {
    rejected: worst.adjustedP <= familyErrorRate,
    coordinates: size,
    draws: rows * batch,
    familyErrorRate,
    power,
    detectableBias: rowBias / Math.sqrt(batch),
    rejectedCoordinates: adjustedP.reduce((count, p) => count + Number(p <= familyErrorRate), 0),
    constantCoordinates,
    minAdjustedP: worst.adjustedP,
    worst,
    worstTen,
    detectableBiases,
    adjustedP,
  };
}

/** Coordinates that are told one by one. */
const TOLD = 10;
/** Below this, squares of a float64 are zero. */
const SMALLEST = 1e-150;

interface Rounding {
  readonly tolerance: number;
  readonly absoluteTolerance: number;
}

/** Whether a spread may have been lost to underflow. */
function vanishes({ standardError, scale }: CoordinateMoments): boolean {
  return standardError === 0 && scale > 0 && scale < SMALLEST;
}

/** Bias that counts as rounding. */
function allowance({ scale }: CoordinateMoments, { tolerance, absoluteTolerance }: Rounding): number {
  return tolerance * scale + absoluteTolerance;
}

/** The first `count` of the numbers below `size` in an order, without sorting all; ties in rising order. */
function smallest(count: number, size: number, order: (a: number, b: number) => number): number[] {
  const kept: number[] = [];
  for (let d = 0; d < size; d++) {
    let at = kept.length;
    while (at > 0 && order(d, kept[at - 1]!) < 0) at--;
    if (at < count) kept.splice(at, 0, d);
    if (kept.length > count) kept.pop();
  }
  return kept;
}

function test(moments: CoordinateMoments, rounding: Rounding): { statistic: number; p: number } {
  const { mean, reference, standardError, degrees } = moments;
  const excess = Math.max(0, Math.abs(mean - reference) - allowance(moments, rounding));
  const statistic = excess === 0 ? 0 : Math.sign(mean - reference) * excess / standardError;
  return { statistic, p: studentTwoSided(statistic, degrees) };
}
