/**
 * Gradient variance of one Gaussian vector under one map, for a random quadratic loss.
 *
 * All draws of a measurement are examples of one minibatch that share nothing but their values: every one
 * has a map, a mean and a scale of its own, so that its gradient can be read apart. Pairs of examples then
 * give the trace of a draw's covariance, as in `measure/gradient_variance.ts`.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  denseMap,
  diagonal,
  type Estimator,
  foldIn,
  full,
  type GaussianFamily,
  gradients,
  type Key,
  normal,
  split,
} from "../../../estimators/mod.ts";
import { repeatBatch as repeated } from "../../../models/mod.ts";
import { quadraticLoss, randomQuadratic } from "../../../estimators/testing/mod.ts";

/** Shape of a site. */
export interface SiteShape {
  /** m: pre-activations of the vector. */
  readonly outputs: number;
  /** n: Gaussian variables. */
  readonly inputs: number;
  /** Largest scale over the smallest, geometrically spaced in between; at least 1. */
  readonly spread: number;
  /** Correlation of every two variables, in [0, 1); the family is diagonal at 0 and full above. */
  readonly correlation: number;
}

/** Settings of {@linkcode siteVariance}. */
export interface SiteVarianceOptions {
  readonly estimator: Estimator;
  /** Key of the site and its loss: the same site for every estimator. */
  readonly problem: Key;
  /** Key of the draws: the same noise for every estimator. */
  readonly noise: Key;
  /** Independent pairs of gradients. */
  readonly pairs: number;
}

/** Half squared distances of pairs, one a pair. */
export type SiteVariance = Readonly<Record<"mean" | "scale" | "upstream", number[]>>;

/** Entries of the largest tensor that a call may make: the pairs of large maps come in several calls. */
const MOST_ENTRIES = 2e6;

/**
 * Variance of one draw's gradient by block; `upstream` is the map's matrix.
 *
 * @throws {RangeError} if the estimator does not support the site, or the shape is out of range.
 */
export async function siteVariance(shape: SiteShape, options: SiteVarianceOptions): Promise<SiteVariance> {
  const { outputs, inputs, correlation } = shape;
  const perExample = Math.max(outputs * inputs, correlation > 0 ? inputs * inputs : 0);
  const perCall = Math.max(1, Math.floor(MOST_ENTRIES / (2 * perExample)));
  const result: SiteVariance = { mean: [], scale: [], upstream: [] };
  for (let call = 0; call * perCall < options.pairs; call++) {
    const pairs = Math.min(perCall, options.pairs - call * perCall);
    const part = await onePart(shape, { ...options, pairs, noise: foldIn(options.noise, call) });
    for (const block of ["mean", "scale", "upstream"] as const) result[block].push(...part[block]);
  }
  return result;
}

async function onePart(
  shape: SiteShape,
  { estimator, problem, noise, pairs }: SiteVarianceOptions,
): Promise<SiteVariance> {
  const { outputs, inputs } = shape;
  const [mapKey, meanKey, lossKey] = split(problem, 3) as [Key, Key, Key];
  const draws = 2 * pairs;
  const blocks = tf.tidy(() => {
    const matrix = tf.div(normal(mapKey, [1, outputs, inputs]), Math.sqrt(inputs));
    const mean = normal(meanKey, [1, inputs]);
    const site = {
      map: denseMap(repeated(matrix, draws)),
      family: familyOf(shape, repeated(mean, draws)),
    };
    const loss = quadraticLoss(randomQuadratic(lossKey, { rows: 1, columns: outputs, curved: true }));
    const found = Object.values(gradients(estimator, site, noise, { loss }).blocks);
    return found.map((gradient) => halfSquaredDistances(gradient, pairs));
  });
  const [mean, scale, upstream] = await Promise.all(blocks.map((values) => values.data()));
  tf.dispose(blocks);
  return { mean: [...mean!], scale: [...scale!], upstream: [...upstream!] };
}

/** Gradients are of the mean over all draws: a draw's own is as many times larger. */
function halfSquaredDistances(gradient: tf.Tensor, pairs: number): tf.Tensor {
  const [first, second] = tf.split(tf.reshape(gradient, [2 * pairs, -1]), 2, 0);
  return tf.mul(0.5 * (2 * pairs) ** 2, tf.sum(tf.squaredDifference(first!, second!), 1));
}

function familyOf({ inputs, spread, correlation }: SiteShape, mean: tf.Tensor): GaussianFamily {
  const draws = mean.shape[0]!;
  const scale = Float32Array.from(
    { length: inputs },
    (_, k) => spread ** (-k / Math.max(1, inputs - 1)),
  );
  if (correlation === 0) return diagonal(mean, repeated(tf.tensor2d(scale, [1, inputs]), draws));
  const root = tf.tensor(scaledRoot(scale, correlation), [1, inputs, inputs]);
  return full(mean, repeated(root, draws));
}

/** diag(scale) L with L Lᵀ = (1 − ρ) I + ρ 1 1ᵀ, row by row. */
function scaledRoot(scale: Float32Array, correlation: number): Float32Array {
  const n = scale.length;
  const root = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : correlation;
      for (let k = 0; k < j; k++) sum -= root[i * n + k]! * root[j * n + k]!;
      root[i * n + j] = i === j ? Math.sqrt(sum) : sum / root[j * n + j]!;
    }
  }
  return Float32Array.from(root, (value, at) => value * scale[Math.floor(at / n)]!);
}
