/**
 * The Gaussian with a low-rank plus diagonal covariance, N(mean, diag(scale²) + factor · factorᵀ).
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianFamily } from "../types.ts";
import { AS_STORED, TRANSPOSED } from "../linalg/linear_map.ts";
import {
  batchTimes,
  batchVector,
  requireBatch,
  requireFinite,
  requireRank,
  splitParameters,
} from "./batched.ts";
import { logDensity } from "./density.ts";
import { lowRankKernel, lowRankLogDeterminant } from "./low_rank_kernel.ts";
import { requirePositive } from "./validate.ts";

/** A low-rank plus diagonal Gaussian. */
export interface LowRankFamily extends GaussianFamily {
  /** Which family it is. */
  readonly kind: "low-rank";
  /** r: columns of the factor. */
  readonly rank: number;
}

/**
 * N(mean, diag(scale²) + factor · factorᵀ). Its square root [diag(scale), factor] is not square: the noise has
 * n + r entries, the diagonal's first. No n × n matrix is ever formed. Each parameter is shared by all examples or
 * per example, for itself.
 *
 * @param mean shape: [n] or [B, n]
 * @param scale standard deviations of the diagonal part, above zero. shape: [n] or [B, n]
 * @param factor shape: [n, r] or [B, n, r]
 * @throws {RangeError} if shapes do not fit, a scale is not above zero, or an entry is not finite.
 * @example One common cause of three variables
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { lowRank } from "./low_rank.ts";
 * const family = lowRank(tf.zeros([3]), tf.ones([3]), tf.ones([3, 1]));
 * console.assert(family.noiseSize === 4);
 * ```
 */
export function lowRank(mean: tf.Tensor, scale: tf.Tensor, factor: tf.Tensor): LowRankFamily {
  requireRank("lowRank: mean", mean, [1, 2]);
  requireRank("lowRank: scale", scale, [1, 2]);
  requireRank("lowRank: factor", factor, [2, 3]);
  const n = mean.shape.at(-1)!;
  if (scale.shape.at(-1) !== n || factor.shape.at(-2) !== n) {
    throw new RangeError(
      `lowRank: mean has shape [${mean.shape}], scale [${scale.shape}] and factor [${factor.shape}]; ` +
        `wanted a scale of [${n}] or [B, ${n}] and a factor of [${n}, r] or [B, ${n}, r]`,
    );
  }
  batchOfParts(mean, scale, factor);
  requirePositive("lowRank: scale", scale);
  requireFinite("lowRank: factor", factor);
  return build(mean, scale, factor);
}

function batchOfParts(mean: tf.Tensor, scale: tf.Tensor, factor: tf.Tensor): number | undefined {
  return requireBatch("lowRank", { mean: [mean, 1], scale: [scale, 1], factor: [factor, 2] });
}

const OWN_RANKS = { mean: 1, scale: 1, factor: 2 };

/** Without the check of values: automatic differentiation rebuilds a family that was checked before. */
function build(mean: tf.Tensor, scale: tf.Tensor, factor: tf.Tensor): LowRankFamily {
  const [n, r] = factor.shape.slice(-2) as [number, number];
  const parameters = { mean, scale, factor };
  const withParameters = ([nextMean, nextScale, nextFactor]: readonly tf.Tensor[]) =>
    build(nextMean!, nextScale!, nextFactor!);
  return {
    kind: "low-rank",
    mean,
    parameters,
    ownRanks: OWN_RANKS,
    noiseSize: n + r,
    rank: r,
    batch: batchOfParts(mean, scale, factor),
    rootBatch: requireBatch("lowRank", { scale: [scale, 1], factor: [factor, 2] }),
    withParameters,
    splitBatch: (count) => splitParameters(parameters, OWN_RANKS, count).map(withParameters),
    invertibleRoot: false,
    applyRoot(noise) {
      const [own, common] = tf.split(noise, [n, r], -1);
      return tf.add(tf.mul(scale, own!), batchVector(factor, common!, AS_STORED));
    },
    applyRootTransposed: (vector) =>
      tf.concat([tf.mul(scale, vector), batchVector(factor, vector, TRANSPOSED)], -1),
    timesRoot(matrix) {
      const own = tf.mul(matrix, tf.expandDims(scale, -2));
      const common = batchTimes(matrix, factor);
      return tf.concat(own.rank === common.rank ? [own, common] : alike(own, common), -1);
    },
    logDensity: (value) =>
      logDensity(lowRankKernel, {
        value,
        mean,
        parameters: [{ tensor: scale, ownRank: 1 }, { tensor: factor, ownRank: 2 }],
      }),
    // ½ (tr Σ + |µ|²) / p² − n/2 + n ln p − ½ ln |Σ|
    klToPrior(priorScale) {
      const squares = tf.add(
        tf.add(tf.sum(tf.square(scale), -1), tf.sum(tf.square(factor), [-2, -1])),
        tf.sum(tf.square(mean), -1),
      );
      const volume = tf.sub(
        tf.mul(0.5 / priorScale ** 2, squares),
        tf.mul(0.5, lowRankLogDeterminant(scale, factor)),
      );
      return tf.add(volume, n * (Math.log(priorScale) - 0.5));
    },
  };
}

/** Gives the part without a batch axis one, where only one of scale and factor is per example. */
function alike(own: tf.Tensor, common: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const batch = Math.max(own.rank === 3 ? own.shape[0]! : 1, common.rank === 3 ? common.shape[0]! : 1);
  const widen = (part: tf.Tensor) =>
    part.rank === 3 ? part : tf.mul(tf.expandDims(part, 0), tf.ones([batch, 1, 1]));
  return [widen(own), widen(common)];
}
