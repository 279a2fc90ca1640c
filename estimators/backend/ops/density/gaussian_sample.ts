/**
 * Values of Gaussians by their means and variances.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../wasm/heap.ts";
import { reciprocalOrZero, safeSqrt } from "../elementwise/safe_sqrt.ts";
import { defineKernel } from "../kernel/define.ts";

/** How {@linkcode gaussianSample} is differentiated. */
export interface SampleAttrs {
  /**
   * Whether the path is the conditional one (R2-G2 with m = 1): β v / 2 with β = noise / √v held constant. The
   * gradient is the same, rounded another way.
   */
  readonly conditioned: boolean;
}

/**
 * mean + √variance ⊙ noise. The gradient by a variance of 0 is 0: where all inputs of an example are dead the
 * pre-activation is certain, and no noise reaches the parameters.
 *
 * @param mean shape: [...]
 * @param variance at least 0. shape: as the mean
 * @param noise a constant. shape: as the mean
 * @returns shape: as the mean
 */
export function gaussianSample(
  mean: tf.Tensor,
  variance: tf.Tensor,
  { noise, conditioned = false }: { readonly noise: tf.Tensor } & Partial<SampleAttrs>,
): tf.Tensor {
  return sample.apply({ mean, variance, noise }, { conditioned });
}

/** dy, variance, noise -> the variance's gradient. All of one shape. */
export const sampleGradient = defineKernel({
  name: "R2g2GaussianSampleGradient",
  inputs: ["dy", "variance", "noise"],
  sizes: ({ dy }, _attrs: SampleAttrs) => ({
    size: sizeOf(dy),
    wanted: { variance: dy, noise: dy },
    results: [dy],
  }),
  run({ kernels, at, sizes: { size }, attrs: { conditioned } }, out) {
    kernels.gaussianSampleGradient(at.dy, at.variance, at.noise, out!, size, conditioned);
  },
  flops: ({ size }) => 5 * size,
});

/** mean, variance, noise -> mean + √variance noise. All of one shape. */
export const sample = defineKernel({
  name: "R2g2GaussianSample",
  inputs: ["mean", "variance", "noise"],
  sizes: ({ mean }, _attrs: SampleAttrs) => ({
    size: sizeOf(mean),
    wanted: { variance: mean, noise: mean },
    results: [mean],
  }),
  run({ kernels, at, sizes: { size }, attrs: { conditioned } }, out) {
    kernels.gaussianSample(at.mean, at.variance, at.noise, out!, size, conditioned);
  },
  flops: ({ size }) => 3 * size,
  gradient: {
    saves: ["variance", "noise"],
    of: (dy, { variance, noise }, attrs) => ({
      mean: () => tf.clone(dy),
      variance: () => sampleGradient.one({ dy, variance, noise }, attrs),
      noise: () => tf.mul(dy, safeSqrt(variance)),
    }),
  },
  takes: ({ mean, variance, noise }) =>
    [variance, noise].every(({ shape }) => tf.util.arraysEqual(shape, mean.shape)),
  portable: portableSample,
});

/** The twin, in tf's operations. */
export function portableSample(
  { mean, variance, noise }: Readonly<Record<"mean" | "variance" | "noise", tf.Tensor>>,
  { conditioned }: SampleAttrs,
): tf.Tensor {
  if (!conditioned) return tf.add(mean, tf.mul(safeSqrt(variance), noise));
  // With the value of β v, and half its derivative.
  const halfPath = tf.customGrad((v, save) => {
    const beta = tf.mul(noise, reciprocalOrZero(tf.sqrt(v as tf.Tensor)));
    (save as (tensors: tf.Tensor[]) => void)([beta]);
    return {
      value: tf.mul(beta, v as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(tf.mul(0.5, dy), saved[0]!),
    };
  });
  return tf.add(mean, halfPath(variance));
}
