/**
 * Gradients of a user's loss at one Gaussian site.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Draw, Estimator, GaussianSite, NoiseSource } from "./types.ts";
import { foldIn, type Key } from "./random/mod.ts";
import { withMatrix } from "./linalg/linear_map.ts";
import { drawsOf, releasing, requireSupported } from "./preactivations.ts";
import { type Baseline, surrogate } from "./surrogate.ts";

/** Loss of every example from its pre-activations. shape: [B, …] -> [B] */
export type SiteLoss = (preactivations: tf.Tensor) => tf.Tensor;

/** Settings of {@linkcode gradients}. */
export interface GradientOptions {
  /** Loss per example; the gradient is of its mean over the minibatch. */
  readonly loss: SiteLoss;
  /** Draws to average. @default 1 */
  readonly samples?: number;
  /** Baseline of score functions; see {@linkcode surrogate}. @default "leave-one-out" */
  readonly baseline?: Baseline;
}

/** Gradient of the mean loss, one tensor per block, and the loss itself. The caller disposes them. */
export interface SiteGradients {
  /** Mean loss over draws and examples. */
  readonly value: tf.Tensor;
  /** By parameter of the family (`mean`, `scale`, …) and `upstream` for the map's matrix. */
  readonly blocks: Readonly<Record<string, tf.Tensor>>;
}

/**
 * A Monte-Carlo gradient of E[loss(map · v)] for the family's parameters and the map's matrix.
 *
 * A gradient has the shape of its parameter: one that examples share is summed over them. The caller disposes what
 * is returned.
 *
 * @param estimator by `getEstimator`; one that is composed (`rt-antithetic`, `rt*4`) averages its passes.
 * @param noise a key, or standard normals of the shape that `estimator.noiseShape` names, for a single draw.
 * @throws {TypeError} for what is not an estimator or no key.
 * @throws {RangeError} if the estimator does not support the site, `samples` is not a positive integer, or noise is
 * given for several draws.
 * @example The gradient of E[v²] for v ~ N(1, 0.5²): 2 for the mean, 1 for the scale
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { denseMap } from "./linalg/linear_map.ts";
 * import { diagonal } from "./families/diagonal.ts";
 * import { getEstimator } from "./registry.ts";
 * import { gradients } from "./gradients.ts";
 * import { key } from "./random/mod.ts";
 *
 * const mean = tf.fill([1000, 1], 1);
 * const site = { map: denseMap(tf.tensor2d([[1]])), family: diagonal(mean, tf.fill([1000, 1], 0.5)) };
 * const { blocks } = gradients(getEstimator("rt"), site, key(0), { loss: (z) => tf.sum(tf.square(z), -1) });
 * const total = tf.sum(blocks["mean"]!).dataSync()[0]!;
 * console.assert(Math.abs(total - 2) < 0.2);
 * ```
 */
export function gradients(
  estimator: Estimator,
  site: GaussianSite,
  noise: NoiseSource,
  { loss, samples = 1, baseline = "leave-one-out" }: GradientOptions,
): SiteGradients {
  requireSupported(estimator, site);
  if (!Number.isInteger(samples) || samples < 1) {
    throw new RangeError(`gradients: samples is ${samples}; wanted a whole number of at least 1`);
  }
  const draws = drawsOf(estimator, noise, samples);
  return releasing(draws, () => {
    const total = accumulate(draws.length, (s) => {
      const objective = (draw: Draw) => surrogate(loss(draw.preactivations), [draw], baseline);
      return siteGradients(draws[s]!.estimator, site, draws[s]!.noise, objective);
    });
    const [value, ...parts] = total.map((sum) =>
      draws.length === 1 ? sum : tf.div(sum, draws.length)
    ) as tf.Tensor[];
    return {
      value: value!,
      blocks: Object.fromEntries(blockNames(site).map((name, i) => [name, parts[i]!])),
    };
  });
}

/**
 * Independent gradients, one after another: what an unbiasedness test or a variance estimate consumes.
 *
 * @param key draw s uses this key folded with s.
 * @param options.count draws in all.
 * @returns gradients as `gradients` returns them, made when they are asked for; the caller disposes each.
 * @throws as {@linkcode gradients} does.
 * @example The variance of a gradient over draws
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { denseMap } from "./linalg/linear_map.ts";
 * import { diagonal } from "./families/diagonal.ts";
 * import { getEstimator } from "./registry.ts";
 * import { gradientSamples } from "./gradients.ts";
 * import { key } from "./random/mod.ts";
 *
 * const site = { map: denseMap(tf.tensor2d([[1]])), family: diagonal(tf.zeros([1, 1]), tf.ones([1, 1])) };
 * const options = { loss: (z: tf.Tensor) => tf.sum(tf.square(z), -1), count: 400 };
 * const squares: number[] = []; // of 2(µ + σ ε), whose variance is 4
 * for (const { value, blocks } of gradientSamples(getEstimator("rt"), site, key(0), options)) {
 *   squares.push(blocks["mean"]!.dataSync()[0]! ** 2);
 *   tf.dispose([value, ...Object.values(blocks)]);
 * }
 * const variance = squares.reduce((sum, square) => sum + square, 0) / squares.length;
 * console.assert(Math.abs(variance - 4) < 1);
 * ```
 */
export function* gradientSamples(
  estimator: Estimator,
  site: GaussianSite,
  key: Key,
  options: GradientOptions & { readonly count: number },
): Generator<SiteGradients> {
  for (let s = 0; s < options.count; s++) yield gradients(estimator, site, foldIn(key, s), options);
}

function blockNames({ family }: GaussianSite): string[] {
  return [...Object.keys(family.parameters), "upstream"];
}

function siteGradients(
  estimator: Estimator,
  site: GaussianSite,
  noise: NoiseSource,
  objective: (draw: Draw) => tf.Tensor,
): tf.Tensor[] {
  const parameters = [...Object.values(site.family.parameters), site.map.matrix];
  const { value, grads } = tf.valueAndGrads((...inputs: tf.Tensor[]) => {
    const matrix = inputs[inputs.length - 1]!;
    const family = site.family.withParameters(inputs.slice(0, -1));
    return objective(estimator.draw({ map: withMatrix(site.map, matrix), family }, noise)) as tf.Scalar;
  })(parameters);
  return [value, ...grads];
}

function accumulate(count: number, term: (index: number) => tf.Tensor[]): tf.Tensor[] {
  let total = term(0);
  for (let i = 1; i < count; i++) {
    const next = tf.tidy(() => term(i).map((part, j) => tf.add(total[j]!, part)));
    tf.dispose(total);
    total = next;
  }
  return total;
}
