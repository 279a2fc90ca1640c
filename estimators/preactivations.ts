/**
 * Pre-activations of a site for a user's own loss, and the draws that one gradient averages.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Estimator, GaussianSite, NoiseSource } from "./types.ts";
import { foldIn, requireKey } from "./random/mod.ts";
import { isComposed } from "./sampling/plan.ts";
import { UnsupportedError } from "./unsupported.ts";

/**
 * One differentiable draw of z = map · v.
 *
 * A composed estimator (`rt-antithetic`, `rt*4`) averages the losses of K draws, so its draws come stacked along a
 * first axis of K: its gradient is that of the *mean* of the loss over that axis.
 *
 * @param noise a key, or standard normals of shape [B, noiseSize] (what `estimator.noiseShape` says), which a
 * composed estimator does not take.
 * @returns shape: [B, m] at a latent site, [B, O] or [B, P, O] at a weight site; [K, …] of a composed estimator.
 * @throws {TypeError} for what is not an estimator, no key and no tensor.
 * @throws {RangeError} if the estimator does not support the site, and for a score function: its gradient is the
 * log-density's, which pre-activations do not carry.
 * @example A pair of opposite noises, whose losses are averaged
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { denseMap } from "./linalg/linear_map.ts";
 * import { diagonal } from "./families/diagonal.ts";
 * import { getEstimator } from "./registry.ts";
 * import { key } from "./random/mod.ts";
 * import { preactivations } from "./preactivations.ts";
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
  return releasing(draws, () => {
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
export interface NoisyDraw {
  /** What draws. */
  readonly estimator: Estimator;
  /** From what it draws. */
  readonly noise: NoiseSource;
  /** Frees what it holds in common with others. */
  release?(): void;
}

/** Runs all draws in a tidy scope, then frees what they hold in common. */
export function releasing<T extends tf.TensorContainer>(draws: readonly NoisyDraw[], run: () => T): T {
  try {
    return tf.tidy(run);
  } finally {
    for (const draw of draws) draw.release?.();
  }
}

/** The draws that one gradient averages: the estimator's own or its passes, `samples` times. */
export function drawsOf(estimator: Estimator, noise: NoiseSource, samples: number): NoisyDraw[] {
  if (noise instanceof tf.Tensor) {
    if (samples === 1 && !isComposed(estimator)) return [{ estimator, noise }];
    const what = isComposed(estimator) ? estimator.name : `${samples} samples`;
    throw new RangeError(`${what}: noise is given for one draw; wanted a key, from which all draws are made`);
  }
  requireKey(noise, "noise");
  return Array.from({ length: samples }, (_, s) => {
    const own = samples === 1 ? noise : foldIn(noise, s);
    return isComposed(estimator)
      ? estimator.passes(own).map(({ key, ...pass }) => ({ ...pass, noise: key }))
      : [{ estimator, noise: own }];
  }).flat();
}

/** Checks an estimator. @throws {TypeError} for what is none, {RangeError} with its reason where it refuses the site. */
export function requireSupported(estimator: Estimator, site: GaussianSite): void {
  if (typeof estimator?.supports !== "function") {
    throw new TypeError(`estimator is ${JSON.stringify(estimator)}; wanted one from getEstimator(name)`);
  }
  const supported = estimator.supports(site);
  if (supported !== true) {
    throw new UnsupportedError(`${estimator.name} does not support this site: ${supported}`);
  }
}
