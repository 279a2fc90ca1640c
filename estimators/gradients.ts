/**
 * Gradients of a user's loss at one Gaussian site, and the surrogate that score functions need.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Draw, Estimator, GaussianSite, NoiseSource } from "./types.ts";
import { foldIn, type Key, requireKey } from "./random/mod.ts";
import { withMatrix } from "./linalg/linear_map.ts";
import { isComposed } from "./sampling_plan.ts";
import { constant } from "./site.ts";
import { UnsupportedError } from "./unsupported.ts";

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

/**
 * What a score function subtracts from the loss: the mean over the *other* examples of the minibatch
 * (`leave-one-out`, for draws that are independent between examples), or a number that the caller keeps,
 * such as a running mean of earlier losses. Neither depends on the draw it weighs, so both are unbiased.
 */
export type Baseline = "leave-one-out" | number;

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
 * @throws {TypeError} for what is no estimator or no key.
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
  return tf.tidy(() => {
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

/**
 * One differentiable draw of z = map · v.
 *
 * A composed estimator (`rt-antithetic`, `rt*4`) averages the losses of K draws, so its draws come stacked along a
 * first axis of K: its gradient is that of the *mean* of the loss over that axis.
 *
 * @param noise a key, or standard normals of shape [B, noiseSize] (what `estimator.noiseShape` says), which a
 * composed estimator does not take.
 * @returns shape: [B, m] at a latent site, [B, O] or [B, P, O] at a weight site; [K, …] of a composed estimator.
 * @throws {TypeError} for what is no estimator, no key and no tensor.
 * @throws {RangeError} if the estimator does not support the site, and for a score function: its gradient is the
 * log-density's, which pre-activations do not carry.
 * @example A pair of opposite noises, whose losses are averaged
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { denseMap } from "./linalg/linear_map.ts";
 * import { diagonal } from "./families/diagonal.ts";
 * import { getEstimator } from "./registry.ts";
 * import { key } from "./random/mod.ts";
 * import { preactivations } from "./gradients.ts";
 *
 * const site = { map: denseMap(tf.tensor2d([[1, 1]])), family: diagonal(tf.zeros([8, 2]), tf.ones([8, 2])) };
 * const z = preactivations(getEstimator("r2g2-antithetic"), site, key(0)); // shape: [2, 8, 1]
 * const loss = tf.mean(tf.square(z));
 * console.assert(z.shape.join() === "2,8,1" && loss.shape.length === 0);
 * ```
 */
export function preactivations(estimator: Estimator, site: GaussianSite, noise: NoiseSource): tf.Tensor {
  requireSupported(estimator, site);
  const draws = drawsOf(estimator, noise, 1);
  return tf.tidy(() => {
    const all = draws.map((draw) => {
      const { preactivations, logProb } = draw.estimator.draw(site, draw.noise);
      if (logProb === undefined) return preactivations;
      throw new RangeError(
        `preactivations: ${estimator.name} weighs a log-density with the loss, which pre-activations do not carry; ` +
          "use gradients or gradientSamples",
      );
    });
    return isComposed(estimator) ? tf.stack(all) : all[0]!;
  });
}

/** An estimator and what it draws from. */
interface NoisyDraw {
  readonly estimator: Estimator;
  readonly noise: NoiseSource;
}

/** The draws that one gradient averages: the estimator's own or its passes, `samples` times. */
function drawsOf(estimator: Estimator, noise: NoiseSource, samples: number): NoisyDraw[] {
  if (noise instanceof tf.Tensor) {
    if (samples === 1 && !isComposed(estimator)) return [{ estimator, noise }];
    const what = isComposed(estimator) ? estimator.name : `${samples} samples`;
    throw new RangeError(`${what}: noise is given for one draw; wanted a key, from which all draws are made`);
  }
  requireKey(noise, "noise");
  return Array.from({ length: samples }, (_, s) => {
    const own = samples === 1 ? noise : foldIn(noise, s);
    return isComposed(estimator)
      ? estimator.passes(own).map((pass) => ({ estimator: pass.estimator, noise: pass.key }))
      : [{ estimator, noise: own }];
  }).flat();
}

function requireSupported(estimator: Estimator, site: GaussianSite): void {
  if (typeof estimator?.supports !== "function") {
    throw new TypeError(`estimator is ${JSON.stringify(estimator)}; wanted one from getEstimator(name)`);
  }
  const supported = estimator.supports(site);
  if (supported !== true) {
    throw new UnsupportedError(`${estimator.name} does not support this site: ${supported}`);
  }
}

/**
 * A scalar whose value is the mean loss and whose gradient is the estimator's.
 *
 * Draws with a log-density add Σ (loss − baseline) · log q(v), with a value of zero, in which the weight is a
 * constant (Mohamed et al. 2020, eq. 17; leave-one-out after Kool et al. 2019).
 *
 * @param losses shape: [B]
 * @param draws the draws that the losses depend on.
 */
export function surrogate(
  losses: tf.Tensor,
  draws: readonly Draw[],
  baseline: Baseline = "leave-one-out",
): tf.Tensor {
  let total = tf.mean(losses);
  for (const { logProb } of draws) {
    if (logProb === undefined) continue;
    const weighted = tf.mean(tf.mul(scoreWeight(losses, logProb, baseline), logProb));
    total = tf.add(total, tf.sub(weighted, constant(() => tf.clone(weighted))));
  }
  return total;
}

function scoreWeight(losses: tf.Tensor, logProb: tf.Tensor, baseline: Baseline): tf.Tensor {
  return constant(() => {
    // One draw for all examples: its loss is their mean, and no other draw is there to compare with.
    if (logProb.rank === 0) return tf.sub(tf.mean(losses), baseline === "leave-one-out" ? 0 : baseline);
    if (baseline !== "leave-one-out") return tf.sub(losses, baseline);
    const batch = losses.shape[0]!;
    if (batch === 1) return tf.clone(losses);
    // loss_b − mean of the others = B / (B − 1) · (loss_b − mean of all).
    return tf.mul(tf.sub(losses, tf.mean(losses)), batch / (batch - 1));
  });
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
