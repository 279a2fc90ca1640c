/**
 * The toy whose gradients are known exactly: a Gaussian vector, a linear map, and a linear or quadratic loss.
 *
 * At a latent site z_b = W v_b with a vector v_b for each example; at a weight site z_b = X_b w_o with a weight
 * vector for each unit. E[½ zᵀQz + c·z] and its derivatives follow from the first two moments of z, so a
 * test of unbiasedness needs no reference estimator. For a linear loss the variances are exact too.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  denseMap,
  diagonal,
  foldIn,
  type GaussianSite,
  inputMap,
  type Key,
  normal,
  normals,
  type SiteLoss,
  uniforms,
} from "../../estimators/mod.ts";
import {
  expectedGradients,
  type LinearVarianceOf,
  linearVariances,
  quadraticLoss,
  randomQuadratic,
} from "../../estimators/testing/mod.ts";

export {
  type BatchMeans,
  batchMeans,
  type BatchMeansOptions,
  controlNames,
  getControl,
  type LinearVarianceOf,
  type Problem,
  readBatchMeans,
} from "../../estimators/testing/mod.ts";

/** Shape and seed of a problem. */
export interface LinearGaussianOptions {
  /** `latent`: a vector per example before a matrix. `weight`: a layer's weights after its input. */
  readonly kind: "latent" | "weight";
  /** m: pre-activations of one vector; positions of a layer's input at a weight site. */
  readonly outputs: number;
  /** n: Gaussian variables that the map mixes. */
  readonly inputs: number;
  /** O: units of the layer, at a weight site only. @default 2 */
  readonly units?: number;
  /** B: examples of the minibatch. */
  readonly batch: number;
  /** With a quadratic loss the scale has a gradient, with a linear one it has only noise. */
  readonly objective: "linear" | "quadratic";
  /** Where the problem comes from: the same key, the same problem. */
  readonly key: Key;
  /** Ratio of the longest to the shortest row of the map, spaced geometrically in between. @default 1 */
  readonly conditioning?: number;
  /** Whether every example has a matrix of its own, at a latent site only. @default false */
  readonly mapPerExample?: boolean;
}

/** Exact values by block, each laid out as its tensor is. */
export interface ExactBlocks {
  /** The expected loss, one entry. */
  readonly value: Float64Array;
  /** For the family's mean. */
  readonly mean: Float64Array;
  /** For the family's standard deviations. */
  readonly scale: Float64Array;
  /** For the map's matrix: W, or the layer's input X. */
  readonly upstream: Float64Array;
}

/** A site, its loss, and what is known of their gradient. The caller disposes the site's tensors. */
export interface LinearGaussianProblem {
  /** The Gaussian vector and its map. */
  readonly site: GaussianSite;
  /** shape: [B, …] -> [B] */
  readonly loss: SiteLoss;
  /** What the mean of a gradient must be. */
  readonly exact: ExactBlocks;
  /** Variance of one draw's gradient; undefined for a quadratic loss. */
  readonly variance?: (of: LinearVarianceOf) => Omit<ExactBlocks, "value">;
}

/**
 * A problem of the given shape, the same for the same key on every backend.
 *
 * @throws {RangeError} if a size is not a positive integer or `conditioning` is below 1.
 * @example RT's mean gradient of a linear loss is exact in every draw
 * ```ts
 * import { linearGaussianProblem } from "./linear_gaussian.ts";
 * import { getEstimator, gradients, key } from "../../estimators/mod.ts";
 * const { site, loss, exact } = linearGaussianProblem({
 *   kind: "latent", outputs: 2, inputs: 5, batch: 3, objective: "linear", key: key(0),
 * });
 * const { blocks } = gradients(getEstimator("rt"), site, key(1), { loss });
 * const mean = blocks["mean"]!.dataSync();
 * console.assert(mean.every((g, i) => Math.abs(g - exact.mean[i]!) < 1e-5));
 * ```
 */
export function linearGaussianProblem(options: LinearGaussianOptions): LinearGaussianProblem {
  check(options);
  const { kind, outputs, objective, units = 2, key } = options;
  const site = kind === "latent" ? latentSite(options) : weightSite(options);
  const [rows, columns] = kind === "latent" ? [1, outputs] : [outputs, units];
  const loss = randomQuadratic(foldIn(key, 3), { rows, columns, curved: objective === "quadratic" });
  const { value, blocks } = expectedGradients(site, loss);
  return {
    site,
    loss: quadraticLoss(loss),
    exact: {
      value: Float64Array.of(value),
      mean: blocks["mean"]!,
      scale: blocks["scale"]!,
      upstream: blocks["upstream"]!,
    },
    ...(objective === "linear" ? { variance: (of) => linearVariances(site, loss, of) } : {}),
  };
}

function latentSite(options: LinearGaussianOptions): GaussianSite {
  const { key, outputs, inputs, batch, mapPerExample = false } = options;
  const shape = mapPerExample ? [batch, outputs, inputs] : [outputs, inputs];
  return {
    map: denseMap(mapMatrix(options, shape)),
    family: diagonal(normal(foldIn(key, 0), [batch, inputs]), scales(foldIn(key, 1), [batch, inputs])),
  };
}

function weightSite(options: LinearGaussianOptions): GaussianSite {
  const { key, outputs, inputs, units = 2, batch } = options;
  const shape = outputs === 1 ? [batch, inputs] : [batch, outputs, inputs];
  return {
    map: inputMap(mapMatrix(options, shape)),
    family: diagonal(normal(foldIn(key, 0), [inputs, units]), scales(foldIn(key, 1), [inputs, units])),
  };
}

/**
 * Standard deviations from 0.3 to 1.2: a variable left out would show. Here and below JavaScript rounds as float32
 * does, so that the values are known on a backend that cannot be read at once.
 */
function scales(key: Key, shape: number[]): tf.Tensor {
  const widened = uniforms(key, sizeOf(shape)).map((value) => Math.fround(0.9) * value);
  return tf.tensor(widened.map((value) => Math.fround(0.3) + value), shape);
}

/** Normal entries whose rows have a length near 1, then near 1 / conditioning for the last. */
function mapMatrix({ key, inputs, outputs, conditioning = 1 }: LinearGaussianOptions, shape: number[]) {
  const length = Math.fround(Math.sqrt(inputs));
  const values = normals(foldIn(key, 2), sizeOf(shape)).map((value) => value / length);
  if (conditioning === 1 || outputs === 1) return tf.tensor(values, shape);
  const rows = Float32Array.from({ length: outputs }, (_, i) => conditioning ** (-i / (outputs - 1)));
  return tf.tensor(values.map((value, at) => value * rows[Math.floor(at / inputs) % outputs]!), shape);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

function check({ outputs, inputs, units = 2, batch, conditioning = 1 }: LinearGaussianOptions): void {
  for (const [name, size] of Object.entries({ outputs, inputs, units, batch })) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(`linearGaussianProblem: ${name} is ${size}; wanted a whole number of at least 1`);
    }
  }
  if (!(conditioning >= 1 && conditioning < Infinity)) {
    throw new RangeError(`linearGaussianProblem: conditioning is ${conditioning}; wanted at least 1`);
  }
}
