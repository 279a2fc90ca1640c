/**
 * The mean-field Gaussian N(mean, diag(scale²)).
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianFamily } from "../types.ts";
import { gaussianLogDensity, gaussianSample, klToStandardNormal, safeSqrt } from "../backend/ops/mod.ts";
import { requireBatch, splitParameters } from "./batched.ts";
import { requirePositive, requireRows } from "./validate.ts";

/** A diagonal Gaussian; what is derived is computed at each call, so that every tape sees it. */
export interface DiagonalFamily extends GaussianFamily {
  /** Which family it is. */
  readonly kind: "diagonal";
  /** Standard deviations. shape: [n] or [B, n]; [n, O] at a weight site. */
  scale(): tf.Tensor;
  /** Squared standard deviations. shape: as the scale. */
  variance(): tf.Tensor;
  /** mean + scale ⊙ noise in one pass, where that is quicker than `applyRoot`. shape: as the noise */
  sample?(noise: tf.Tensor): tf.Tensor;
  /** Logarithms of the standard deviations. shape: as the scale. */
  logScale(): tf.Tensor;
}

/**
 * N(mean, diag(scale²)) by its standard deviations, in units of the mean.
 *
 * Mean and scale are shared by all examples, [n], or per example, [B, n], each independently of the others.
 *
 * @param mean shape: [n] or [B, n] at a latent site, [n, O] at a weight site.
 * @param scale standard deviations, above zero. shape: [n] or [B, n], whichever the mean has; [n, O] at a weight site.
 * @throws {RangeError} if the shapes do not fit or a scale is zero, negative or not finite.
 * @example A standard normal of three variables
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { diagonal } from "./diagonal.ts";
 * const family = diagonal(tf.zeros([3]), tf.ones([3]));
 * console.assert(family.noiseSize === 3);
 * ```
 */
export function diagonal(mean: tf.Tensor, scale: tf.Tensor): DiagonalFamily {
  requireRows("diagonal", mean, ["scale", scale]);
  requirePositive("diagonal: scale", scale);
  return fromScale(mean, scale);
}

/**
 * N(mean, diag(exp(logScale)²)): the parametrisation that this package trains.
 *
 * A log-scale needs no constraint, its Kullback–Leibler divergence is linear in it, and one Adam step
 * changes a small scale by the same factor as a large one; a softplus would slow down the small ones.
 *
 * @param mean shape: [n] or [B, n] at a latent site, [n, O] at a weight site.
 * @param logScale logarithms of the standard deviations. shape: [n] or [B, n], whichever the mean has; [n, O] at a
 * weight site.
 * @throws {RangeError} if the shapes do not fit.
 */
export function diagonalLogScale(mean: tf.Tensor, logScale: tf.Tensor): DiagonalFamily {
  requireRows("diagonalLogScale", mean, ["logScale", logScale]);
  return fromParts(mean, { logScale }, {
    scale: () => tf.exp(logScale),
    variance: () => tf.exp(tf.mul(logScale, 2)),
    logScale: () => logScale,
  }, ([nextMean, nextLogScale]) => diagonalLogScale(nextMean!, nextLogScale!));
}

/**
 * N(mean, diag(variance)): what a training step differentiates that leaves ln σ to its update.
 *
 * @param mean shape: [n] or [B, n] at a latent site, [n, O] at a weight site.
 * @param variance above zero; where it is zero in float32, the scale's gradient is zero. shape: as a scale.
 * @throws {RangeError} if the shapes do not fit.
 */
export function diagonalVariance(mean: tf.Tensor, variance: tf.Tensor): DiagonalFamily {
  requireRows("diagonalVariance", mean, ["variance", variance]);
  return fromParts(mean, { variance }, {
    scale: () => safeSqrt(variance),
    variance: () => variance,
    logScale: () => tf.mul(0.5, tf.log(variance)),
    sample: (noise) => gaussianSample(mean, variance, { noise }),
  }, ([nextMean, nextVariance]) => diagonalVariance(nextMean!, nextVariance!));
}

/** Without the check of values: automatic differentiation rebuilds a family that was checked before. */
function fromScale(mean: tf.Tensor, scale: tf.Tensor): DiagonalFamily {
  return fromParts(mean, { scale }, {
    scale: () => scale,
    variance: () => tf.square(scale),
    logScale: () => tf.log(scale),
  }, ([nextMean, nextScale]) => fromScale(nextMean!, nextScale!));
}

type Derived = Pick<DiagonalFamily, "scale" | "variance" | "logScale" | "sample">;

function fromParts(
  mean: tf.Tensor,
  scaleParameter: Readonly<Record<string, tf.Tensor>>,
  derived: Derived,
  rebuild: (parameters: readonly tf.Tensor[]) => DiagonalFamily,
): DiagonalFamily {
  const [[name, scale]] = Object.entries(scaleParameter) as [[string, tf.Tensor]];
  const parameters = { mean, ...scaleParameter };
  const ownRanks = { mean: 1, [name]: 1 };
  return {
    kind: "diagonal",
    mean,
    parameters,
    ownRanks,
    noiseSize: mean.shape[mean.rank - 1]!,
    // At a weight site, [n, O], nobody asks for these: the batch is the map's.
    batch: requireBatch("diagonal", { mean: [mean, 1], [name]: [scale, 1] }),
    rootBatch: requireBatch("diagonal", { [name]: [scale, 1] }),
    ...derived,
    withParameters: rebuild,
    splitBatch: (count) => splitParameters(parameters, ownRanks, count).map(rebuild),
    invertibleRoot: true,
    diagonalRoot: derived.scale,
    applyRoot: (noise) => tf.mul(derived.scale(), noise),
    applyRootTransposed: (vector) => tf.mul(derived.scale(), vector),
    timesRoot: (matrix) => tf.mul(matrix, tf.expandDims(derived.scale(), -2)),
    logDensity: (value) => gaussianLogDensity(value, mean, derived.logScale()),
    klToPrior: (priorScale) => klToStandardNormal(mean, derived.logScale(), priorScale),
  };
}
