/**
 * Antithetic draws: every noise is used twice, as it is and with its sign turned.
 *
 *     ∇̂ = ½ (∇̂(ε) + ∇̂(−ε))
 *
 * What is odd in the noise cancels within a pair: for a nearly linear loss little noise is left. What is even is
 * drawn twice for the price of two: around an optimum nothing is gained. The pair is one of all the noise of a model,
 * that of layers and latents which another estimator draws included.
 * Source: Hammersley and Morton 1956.
 * @module
 */
import { composedLabel } from "../labels.ts";
import * as tf from "@tensorflow/tfjs";
import type { Estimator } from "../types.ts";
import { normal } from "../random/tensors.ts";
import { planOf, type SamplingPlan, wrapped } from "./plan.ts";
import { withNoise } from "./noise.ts";

/**
 * Adds to every pass of an estimator or plan the one with the opposite noise.
 *
 * Noise is drawn as `noiseShape` says and never streamed: with weights per example that is [B, n, O].
 *
 * @example A linear loss has no variance left
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { antithetic } from "./antithetic.ts";
 * import { denseMap } from "../linalg/linear_map.ts";
 * import { diagonal } from "../families/diagonal.ts";
 * import { gradients } from "../gradients.ts";
 * import { getEstimator } from "../registry.ts";
 * import { key } from "../random/mod.ts";
 *
 * const site = { map: denseMap(tf.tensor2d([[2]])), family: diagonal(tf.zeros([3, 1]), tf.ones([3, 1])) };
 * const pairs = antithetic(getEstimator("rt")); // or getEstimator("rt-antithetic")
 * const { blocks } = gradients(pairs, site, key(0), { loss: (z) => tf.sum(z, -1) });
 * console.assert(blocks["scale"]!.dataSync().every((g) => g === 0));
 * ```
 */
export function antithetic(estimator: Estimator): SamplingPlan {
  const plan = planOf(estimator);
  return wrapped(plan, {
    name: `${plan.name}-antithetic`,
    label: composedLabel(plan.label, "antithetic"),
    times: 2,
    passes: (key) =>
      plan.passes(key).flatMap((pass) => [
        { ...pass, estimator: withSign(pass.estimator, 1) },
        { ...pass, estimator: withSign(pass.estimator, -1) },
      ]),
  });
}

/** The estimator with its noise multiplied by a sign. */
function withSign(estimator: Estimator, sign: 1 | -1): Estimator {
  const { noise = normal } = estimator;
  return withNoise(estimator, (key, shape) => tf.tidy(() => tf.mul(sign, noise(key, shape))));
}
