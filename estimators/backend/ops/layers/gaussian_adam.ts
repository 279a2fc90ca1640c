/**
 * Adam's step on Gaussian weights, their divergence from the prior included: one pass over means, log-scales
 * and their moments.
 *
 *     ∂/∂µ = g_µ + w µ / s²      ∂/∂ ln σ = 2 σ² g_σ² + w (σ² / s² − 1)
 *
 * for a loss with gradients g by µ and by σ², and w times the divergence from N(0, s²).
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../wasm/heap.ts";
import { defineKernel } from "../kernel/define.ts";
import { adamUpdate, type AdamUpdateOptions, unshare } from "./adam.ts";

/** A variable and its moments, all of one shape. */
export interface Moving {
  readonly variable: tf.Variable;
  /** Mean of the gradient. */
  readonly m: tf.Variable;
  /** Mean of its square. */
  readonly v: tf.Variable;
}

/** Gradients of a loss of Gaussian weights, without their divergence. */
export interface WeightGradients {
  readonly byMean: tf.Tensor;
  readonly byVariance: tf.Tensor;
  /** σ², as the loss saw it. */
  readonly variance: tf.Tensor;
}

/** What the divergence adds to the loss. */
export interface DivergenceShare {
  /** What it is multiplied by: 1 over the number of training examples. */
  readonly weight: number;
  /** Standard deviation of the prior. */
  readonly priorScale: number;
}

/** One step for means and log-scales of the same weights, in place. Shapes: all the same. */
export function gaussianAdamUpdate(
  { mean, logScale }: { readonly mean: Moving; readonly logScale: Moving },
  { byMean, byVariance, variance }: WeightGradients,
  options: AdamUpdateOptions & DivergenceShare,
): void {
  if (gaussianAdam.installed()) {
    for (const { variable, m, v } of [mean, logScale]) [variable, m, v].forEach(unshare);
    gaussianAdam.all({
      ...{ mean: mean.variable, meanM: mean.m, meanV: mean.v },
      ...{ logScale: logScale.variable, scaleM: logScale.m, scaleV: logScale.v },
      ...{ byMean, byVariance, variance },
    }, options);
    return;
  }
  const { weight, priorScale } = options;
  const pull = weight / priorScale ** 2;
  tf.tidy(() => {
    const meanGradient = tf.add(byMean, tf.mul(mean.variable, pull));
    const scaleGradient = tf.sub(tf.mul(variance, tf.add(tf.mul(byVariance, 2), pull)), weight);
    adamUpdate(mean.variable, meanGradient, mean.m, mean.v, options);
    adamUpdate(logScale.variable, scaleGradient, logScale.m, logScale.v, options);
  });
}

/** Updates means, log-scales and their moments in place. All of one shape. */
export const gaussianAdam = defineKernel({
  name: "R2g2GaussianAdam",
  stepArguments: ["step"],
  inputs: ["mean", "meanM", "meanV", "byMean", "logScale", "scaleM", "scaleV", "byVariance", "variance"],
  sizes({ mean }, _attrs: AdamUpdateOptions & DivergenceShare) {
    const [meanM, meanV, byMean, logScale, scaleM, scaleV, byVariance, variance] = Array(8).fill(mean);
    const wanted = { meanM, meanV, byMean, logScale, scaleM, scaleV, byVariance, variance };
    return { size: sizeOf(mean), wanted, results: [] };
  },
  run({ kernels, at, sizes: { size }, attrs }) {
    const { learningRate, beta1, beta2, epsilon, step, weight, priorScale } = attrs;
    const rate = learningRate / (1 - beta1 ** step);
    const correction = 1 / (1 - beta2 ** step);
    // deno-fmt-ignore
    kernels.gaussianAdam(
      at.mean, at.meanM, at.meanV, at.byMean, at.logScale, at.scaleM, at.scaleV, at.byVariance, at.variance,
      size, weight, weight / priorScale ** 2, beta1, beta2, rate, correction, epsilon,
    );
  },
  flops: ({ size }) => 30 * size,
});
