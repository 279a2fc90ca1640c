/**
 * What a training step needs of Gaussian weights before it draws: their variances and their divergence.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../wasm/heap.ts";
import { defineKernel } from "../kernel/define.ts";

/** Variances and divergence of the same weights; the caller's to free. */
export interface VarianceAndKl {
  /** e^(2 logScale). shape: [..., D] */
  readonly variance: tf.Tensor;
  /** KL(N(mean, variance) ‖ N(0, priorScale²)) of all weights together, in nats. shape: [] */
  readonly kl: tf.Scalar;
}

/**
 * σ² and KL(N(µ, σ²) ‖ N(0, priorScale²)) in one pass; not differentiable.
 *
 * @param mean shape: [..., D]
 * @param logScale ln σ. shape: [..., D]
 * @param priorScale standard deviation of the prior.
 */
export function varianceAndKl(mean: tf.Tensor, logScale: tf.Tensor, priorScale: number): VarianceAndKl {
  if (varianceKl.installed()) {
    const [variance, kl] = varianceKl.all({ mean, logScale }, { priorScale });
    return { variance: variance!, kl: kl as tf.Scalar };
  }
  return tf.tidy(() => {
    const variance = tf.exp(tf.mul(2, logScale));
    const squares = tf.mul(tf.add(tf.square(mean), variance), 0.5 / priorScale ** 2);
    const kl = tf.sum(tf.add(tf.sub(squares, logScale), Math.log(priorScale) - 0.5)) as tf.Scalar;
    return { variance, kl };
  });
}

/** mean, logScale [..., D] -> variance [..., D], divergence []. */
export const varianceKl = defineKernel({
  name: "R2g2VarianceAndKl",
  inputs: ["mean", "logScale"],
  sizes: ({ mean }, _attrs: { readonly priorScale: number }) => ({
    size: sizeOf(mean),
    wanted: { logScale: mean },
    results: [mean, []],
  }),
  run({ kernels, at, sizes: { size }, attrs: { priorScale } }, variance, total) {
    const [precision, constant] = [0.5 / priorScale ** 2, Math.log(priorScale) - 0.5];
    kernels.varianceAndKl(at.mean, at.logScale, variance!, total!, size, precision, constant);
  },
  flops: ({ size }) => 7 * size,
});
