/**
 * Densities and determinants in tf's operations, in float32, for backends whose values cannot be read at once.
 * Differentiable by the tape.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** What is left after all pivots, and the sum of their logarithms. */
interface Eliminated {
  /** bᵀ C⁻¹ b. shape: [B] */
  readonly form: tf.Tensor;
  /** ln |C|. shape: [B] */
  readonly logDeterminant: tf.Tensor;
}

/**
 * Eliminates C from [[C, b], [bᵀ, 0]], whose Schur complement is −bᵀC⁻¹b.
 *
 * @param c symmetric positive definite. shape: [B, r, r]
 * @param b shape: [B, r]
 */
function eliminate(c: tf.Tensor3D, b: tf.Tensor2D): Eliminated {
  const [batch, rank] = b.shape;
  const column = tf.expandDims(b, -1);
  const corner = tf.zeros([batch, 1, 1]);
  let left = tf.concat([
    tf.concat([c, column], 2),
    tf.concat([tf.transpose(column, [0, 2, 1]), corner], 2),
  ], 1) as tf.Tensor3D;
  let logDeterminant: tf.Tensor = tf.zeros([batch]);
  for (let k = rank; k > 0; k--) {
    const pivot = tf.slice(left, [0, 0, 0], [batch, 1, 1]);
    const below = tf.slice(left, [0, 1, 0], [batch, k, 1]);
    const rest = tf.slice(left, [0, 1, 1], [batch, k, k]);
    logDeterminant = tf.add(logDeterminant, tf.reshape(tf.log(pivot), [batch]));
    left = tf.sub(rest, tf.div(tf.mul(below, tf.transpose(below, [0, 2, 1])), pivot));
  }
  return { form: tf.neg(tf.reshape(left, [batch])), logDeterminant };
}

/** Gives a parameter without a batch axis one of length 1. */
function perExample(parameter: tf.Tensor, ownRank: number): tf.Tensor {
  return parameter.rank === ownRank ? tf.expandDims(parameter, 0) : parameter;
}

/** For d of N(·, D² + F Fᵀ): the quadratic form dᵀΣ⁻¹d and ln |Σ|, by C = I + Fᵀ D⁻² F. shapes: [B] */
function lowRankParts(scale: tf.Tensor, factor: tf.Tensor, deviation: tf.Tensor): Eliminated {
  const [scales, factors] = [perExample(scale, 1), perExample(factor, 2)];
  const batch = Math.max(scales.shape[0]!, factors.shape[0]!, deviation.shape[0]!);
  const rank = factors.shape[2]!;
  const whitened = tf.div(factors, tf.expandDims(scales, -1));
  const inner = tf.matMul(tf.transpose(whitened, [0, 2, 1]), whitened);
  const c = tf.add(tf.add(inner, tf.eye(rank)), tf.zeros([batch, 1, 1])) as tf.Tensor3D;
  const own = tf.div(deviation, scales);
  const b = tf.sum(tf.mul(whitened, tf.expandDims(own, -1)), 1);
  const wide = tf.add(b, tf.zeros([batch, 1])) as tf.Tensor2D;
  const { form, logDeterminant } = eliminate(c, wide);
  return {
    form: tf.sub(tf.sum(tf.square(own), -1), form),
    logDeterminant: tf.add(logDeterminant, tf.mul(2, tf.sum(tf.log(scales), -1))),
  };
}

/** ln |diag(scale²) + factor · factorᵀ|. shape: [] where neither is per example, else [B] */
export function lowRankLogDeterminantOnDevice(scale: tf.Tensor, factor: tf.Tensor): tf.Tensor {
  const { logDeterminant } = lowRankParts(scale, factor, tf.zeros([1, scale.shape.at(-1)!]));
  return scale.rank === 1 && factor.rank === 2 ? tf.reshape(logDeterminant, []) : logDeterminant;
}

/** A density by its quadratic form and determinant. shape: [B] */
function gaussian(deviation: tf.Tensor, { form, logDeterminant }: Eliminated): tf.Tensor {
  const constant = deviation.shape.at(-1)! * Math.log(2 * Math.PI);
  return tf.mul(-0.5, tf.add(tf.add(form, logDeterminant), constant));
}

/** log N(d; 0, D² + F Fᵀ). deviation shape: [B, n] */
export function lowRankDensityOnDevice(
  deviation: tf.Tensor,
  [scale, factor]: readonly tf.Tensor[],
): tf.Tensor {
  return gaussian(deviation, lowRankParts(scale!, factor!, deviation));
}

/** log N(d; 0, L Lᵀ), by substitution column after column. shapes: [B, n], [n, n] or [B, n, n] */
export function fullDensityOnDevice(deviation: tf.Tensor, [scaleTril]: readonly tf.Tensor[]): tf.Tensor {
  const lower = perExample(scaleTril!, 2);
  const n = deviation.shape[1]!;
  const diagonal = tf.sum(tf.mul(lower, tf.eye(n)), -1);
  let left = deviation;
  let form: tf.Tensor = tf.zeros([deviation.shape[0]!]);
  for (let k = 0; k < n; k++) {
    const y = tf.div(tf.slice(left, [0, 0], [-1, 1]), tf.slice(diagonal, [0, k], [-1, 1]));
    form = tf.add(form, tf.sum(tf.square(y), -1));
    if (k === n - 1) break;
    const column = tf.squeeze(tf.slice(lower, [0, k + 1, k], [-1, n - k - 1, 1]), [-1]);
    left = tf.sub(tf.slice(left, [0, 1], [-1, n - k - 1]), tf.mul(column, y));
  }
  return gaussian(deviation, { form, logDeterminant: tf.mul(2, tf.sum(tf.log(diagonal), -1)) });
}
