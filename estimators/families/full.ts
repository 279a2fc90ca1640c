/**
 * The Gaussian with any covariance, N(mean, L Lᵀ) by its lower Cholesky factor.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianFamily } from "../types.ts";
import { AS_STORED, TRANSPOSED } from "../linalg/linear_map.ts";
import { type DensityKernel, logDensity } from "./density.ts";
import { fullDensityOnDevice } from "./on_device.ts";
import {
  batchTimes,
  batchVector,
  requireBatch,
  requireFactor,
  requireRank,
  splitParameters,
} from "./batched.ts";

/** A full-covariance Gaussian. */
export interface FullFamily extends GaussianFamily {
  /** Which family it is. */
  readonly kind: "full";
}

/**
 * N(mean, scaleTril · scaleTrilᵀ), by the lower Cholesky factor of its covariance.
 *
 * Mean and factor are shared by all examples or per example, each independently of the others.
 * Entries above the diagonal are no parameters: they must be zero, and their gradient is.
 *
 * @param mean shape: [n] or [B, n]
 * @param scaleTril lower triangular, with a diagonal above zero. shape: [n, n] or [B, n, n]
 * @throws {RangeError} if shapes do not fit, an entry above the diagonal is not zero, or one on it not above.
 * @example Two variables with correlation .6
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { full } from "./full.ts";
 * const family = full(tf.zeros([2]), tf.tensor2d([[1, 0], [0.6, 0.8]]));
 * console.assert(Math.abs(family.klToPrior(1).dataSync()[0]! + Math.log(0.8)) < 1e-6);
 * ```
 */
export function full(mean: tf.Tensor, scaleTril: tf.Tensor): FullFamily {
  requireRank("full: mean", mean, [1, 2]);
  const n = mean.shape[mean.rank - 1]!;
  requireRank("full: scaleTril", scaleTril, [2, 3]);
  if (scaleTril.shape.at(-1) !== n || scaleTril.shape.at(-2) !== n) {
    throw new RangeError(
      `full: scaleTril has shape [${scaleTril.shape}] but mean has [${mean.shape}]; wanted [${n}, ${n}] or [B, ${n}, ${n}]`,
    );
  }
  requireBatch("full", { mean: [mean, 1], scaleTril: [scaleTril, 2] });
  requireFactor("full: scaleTril", scaleTril);
  return build(mean, scaleTril);
}

const OWN_RANKS = { mean: 1, scaleTril: 2 };

/** Without the check of values: automatic differentiation rebuilds a family that was checked before. */
function build(mean: tf.Tensor, scaleTril: tf.Tensor): FullFamily {
  const n = mean.shape[mean.rank - 1]!;
  // What lies above the diagonal is cut off, so that no gradient ever reaches it.
  const factor = () => tf.mul(scaleTril, lowerMask(n));
  const diagonal = () => tf.sum(tf.mul(scaleTril, tf.eye(n)), -1);
  const parameters = { mean, scaleTril };
  const withParameters = ([nextMean, nextFactor]: readonly tf.Tensor[]) => build(nextMean!, nextFactor!);
  return {
    kind: "full",
    mean,
    parameters,
    ownRanks: OWN_RANKS,
    noiseSize: n,
    batch: requireBatch("full", { mean: [mean, 1], scaleTril: [scaleTril, 2] }),
    rootBatch: requireBatch("full", { scaleTril: [scaleTril, 2] }),
    withParameters,
    splitBatch: (count) => splitParameters(parameters, OWN_RANKS, count).map(withParameters),
    invertibleRoot: true,
    applyRoot: (noise) => batchVector(factor(), noise, AS_STORED),
    applyRootTransposed: (vector) => batchVector(factor(), vector, TRANSPOSED),
    timesRoot: (matrix) => batchTimes(matrix, factor()),
    logDensity: (value) =>
      logDensity(triangular, { value, mean, parameters: [{ tensor: scaleTril, ownRank: 2 }] }),
    // ½ (tr Σ + |µ|²) / p² − n/2 + n ln p − Σ ln L_ii
    klToPrior(priorScale) {
      const squares = tf.add(tf.sum(tf.square(factor()), [-2, -1]), tf.sum(tf.square(mean), -1));
      const entropy = tf.sum(tf.log(diagonal()), -1);
      return tf.add(
        tf.sub(tf.mul(0.5 / priorScale ** 2, squares), entropy),
        n * (Math.log(priorScale) - 0.5),
      );
    },
  };
}

function lowerMask(n: number): tf.Tensor2D {
  const mask = Float32Array.from({ length: n * n }, (_, at) => at % n <= Math.floor(at / n) ? 1 : 0);
  return tf.tensor2d(mask, [n, n]);
}

/** −½ |L⁻¹d|² − Σ ln L_ii − n/2 ln 2π, by substitution. */
const triangular: DensityKernel<Float64Array> = {
  onDevice: fullDensityOnDevice,
  factor: ([lower]) => lower!,
  logDensity(lower, deviation) {
    const n = deviation.length;
    const whitened = substitute(lower, deviation);
    let sum = -0.5 * n * Math.log(2 * Math.PI);
    for (let i = 0; i < n; i++) sum -= 0.5 * whitened[i]! ** 2 + Math.log(lower[i * n + i]!);
    return sum;
  },
  // With y = L⁻¹d and p = L⁻ᵀy: ∂/∂d = −p, ∂/∂L = tril(p yᵀ) − diag(1 / L_ii).
  addGradients({ factor: lower, deviation, weight }, into) {
    const n = deviation.length;
    const whitened = substitute(lower, deviation);
    const precision = substituteBack(lower, whitened);
    const ofFactor = into.parameters[0]!;
    for (let i = 0; i < n; i++) {
      into.deviation[i] = into.deviation[i]! - weight * precision[i]!;
      for (let j = 0; j <= i; j++) {
        const own = i === j ? 1 / lower[i * n + i]! : 0;
        ofFactor[i * n + j] = ofFactor[i * n + j]! + weight * (precision[i]! * whitened[j]! - own);
      }
    }
  },
};

/** L⁻¹ x. */
function substitute(lower: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  const out = Float64Array.from(vector);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) out[i] = out[i]! - lower[i * n + j]! * out[j]!;
    out[i] = out[i]! / lower[i * n + i]!;
  }
  return out;
}

/** L⁻ᵀ x. */
function substituteBack(lower: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  const out = Float64Array.from(vector);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) out[i] = out[i]! - lower[j * n + i]! * out[j]!;
    out[i] = out[i]! / lower[i * n + i]!;
  }
  return out;
}
