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
 * @throws {SampleError} for NaN or an infinity (naming draw and coordinate), rows of different lengths, or fewer than
 * two draws (or batches).
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
  const pValues = new Float64Array(size);
  let worst = 0;
  let constantCoordinates = 0;
  for (let d = 0; d < size; d++) {
    const moments = coordinate(d);
    pValues[d] = test(moments, rounding).p;
    if (moments.standardError === 0) constantCoordinates++;
    if ((pValues[d] as number) < (pValues[worst] as number)) worst = d;
  }
  const adjustedP = holm(pValues);
  const minAdjustedP = adjustedP[worst] as number;
  const design = { coordinates: size, familyErrorRate, power, degrees };
  const { mean, reference: expected, standardError } = coordinate(worst);
  return {
    rejected: minAdjustedP <= familyErrorRate,
    coordinates: size,
    draws: rows * batch,
    familyErrorRate,
    power,
    detectableBias: detectableBias(effectiveRows, design) / Math.sqrt(batch),
    rejectedCoordinates: adjustedP.reduce((count, p) => count + Number(p <= familyErrorRate), 0),
    constantCoordinates,
    minAdjustedP,
    worst: {
      ...{ index: worst, mean, reference: expected, standardError },
      ...test(coordinate(worst), rounding),
      adjustedP: minAdjustedP,
    },
    adjustedP,
  };
}

function test(
  moments: CoordinateMoments,
  { tolerance, absoluteTolerance }: { tolerance: number; absoluteTolerance: number },
): { statistic: number; p: number } {
  const { mean, reference, standardError, degrees, scale } = moments;
  const excess = Math.max(0, Math.abs(mean - reference) - tolerance * scale - absoluteTolerance);
  const statistic = excess === 0 ? 0 : Math.sign(mean - reference) * excess / standardError;
  return { statistic, p: studentTwoSided(statistic, degrees) };
}
