/**
 * A Bayesian convolution: mean-field Gaussian filters, a deterministic bias, zero padding, stride 1.
 *
 * The image patches are the map and the filters of one output channel its Gaussian vector (R2-G2 paper,
 * table 1): a weight site with as many positions as the image has pixels.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Draw, type Estimator, imagePatches, type Key } from "../../estimators/mod.ts";
import { variationalDense } from "./variational_dense.ts";

/** A variational layer that owns its variables. */
export interface VariationalConv2d {
  /** `mean` [size² · inputs, outputs], `logScale` of the same shape, `bias` [outputs]. */
  readonly parameters: Readonly<Record<"mean" | "logScale" | "bias", tf.Variable>>;
  /**
   * Pre-activations by the estimator that it is given. shape: [B, H, W, inputs] -> [B, H, W, outputs]
   *
   * @param variance of the filters, where it is known: what is differentiated then. shape: as the mean
   */
  apply(images: tf.Tensor, estimator: Estimator, key: Key, variance?: tf.Tensor): Draw;
  /** KL(q(w) ‖ N(0, priorScale²)) of all weights, in nats. shape: [] */
  kl(priorScale: number): tf.Tensor;
}

/** Sizes and start values of {@linkcode variationalConv2d}. */
export interface VariationalConv2dOptions {
  /** Channels of the images. */
  readonly inputs: number;
  /** Channels of the pre-activations. */
  readonly outputs: number;
  readonly key: Key;
  /** Natural logarithm of every start scale. */
  readonly initialLogScale: number;
  /** Rows and columns of a filter, odd. @default 3 */
  readonly size?: number;
}

/** Filters N(mean, exp(logScale)²) with means drawn as He et al. 2015 draw weights, and a zero bias. */
export function variationalConv2d(
  { inputs, outputs, key, initialLogScale, size = 3 }: VariationalConv2dOptions,
): VariationalConv2d {
  const { parameters, apply, kl } = variationalDense({
    inputs: size ** 2 * inputs,
    outputs,
    key,
    initialLogScale,
  });
  return {
    parameters,
    kl,
    apply(images, estimator, drawKey, variance) {
      const [batch, height, width] = images.shape as [number, number, number, number];
      const draw = apply(imagePatches(images as tf.Tensor4D, { size }), estimator, drawKey, variance);
      return { ...draw, preactivations: tf.reshape(draw.preactivations, [batch, height, width, outputs]) };
    },
  };
}
