/**
 * The importance-weighted bound (Burda, Grosse, Salakhutdinov 2016, eq. 8), by plain differentiation and
 * sticking the landing.
 *
 * Differentiated, every draw's log w_k is weighted by w̃_k = w_k / Σ w. The weight depends on the whole of v_k,
 * not on its pre-activations alone: where R2-G2 conditions the noise on fewer pre-activations than there are
 * latents, E[w̃ ε | z] is not w̃ E[ε | z], and the gradient is biased.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { BoundCircumstances, BoundObjective, BoundPass, BoundShape } from "./types.ts";

/** Why a weighted gradient with R2-G2 inside is biased; undefined where it is not. */
export function conditioningBias({ samples, conditioned }: BoundCircumstances): string | undefined {
  if (samples === 1 || !conditioned) return undefined;
  return "weights depend on more of the latent than the pre-activations that R2-G2 conditions on";
}

/** −log w to one row per draw of each bound. shape: [S·K·B] -> [S, K, B] */
export function byBound(losses: tf.Tensor, { bounds, samples, batch }: BoundShape): tf.Tensor3D {
  return tf.reshape(losses, [bounds, samples, batch]);
}

/** −log (1/K) Σ w. shape: [S, K, B] of −log w -> [S·B], in nats */
export function negativeLogMean(losses: tf.Tensor3D): tf.Tensor {
  return tf.reshape(tf.sub(Math.log(losses.shape[1]), tf.logSumExp(tf.neg(losses), 1)), [-1]);
}

const PASS: BoundPass = {
  path: (moments) => moments,
  losses: (losses, shape) => negativeLogMean(byBound(losses, shape)),
};

/** Differentiation of the bound: draws weighted by w̃. */
export const importanceWeighted: BoundObjective = {
  bound: "iwae",
  gradient: "plain",
  label: "IWAE",
  closedForm: false,
  stopsPosterior: false,
  bias: conditioningBias,
  start: () => PASS,
};

/** The path through the draws alone, weighted by w̃: biased for K > 1 (Tucker et al. 2019, section 3). */
export const importanceWeightedLanding: BoundObjective = {
  bound: "iwae",
  gradient: "stl",
  label: "IWAE, sticking the landing (biased)",
  closedForm: false,
  stopsPosterior: true,
  bias: ({ samples }) =>
    samples === 1
      ? undefined
      : "the weighted derivative of log q that is left out has a mean of its own for K > 1",
  start: () => PASS,
};
