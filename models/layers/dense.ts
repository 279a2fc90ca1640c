/**
 * A deterministic dense layer with bias and activation.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { denseBiasActivation, type Key, uniform } from "../../estimators/mod.ts";

/** Activation of a dense layer. */
export type Activation = "linear" | "tanh" | "relu";

/** A layer that owns its variables. */
export interface DenseLayer {
  /** `weights` [inputs, outputs] and `bias` [outputs]. */
  readonly parameters: Readonly<Record<"weights" | "bias", tf.Variable>>;
  /** shape: [B, inputs] -> [B, outputs] */
  apply(inputs: tf.Tensor): tf.Tensor2D;
}

/** Sizes and start values of {@linkcode denseLayer}. */
export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly key: Key;
  /** @default "linear" */
  readonly activation?: Activation;
}

/** y = activation(x W + b) with Glorot-uniform W (Glorot, Bengio 2010, eq. 16) and b = 0. */
export function denseLayer({ inputs, outputs, key, activation = "linear" }: DenseOptions): DenseLayer {
  const weights = variable(() => glorotUniform(key, [inputs, outputs])) as tf.Variable<tf.Rank.R2>;
  const bias = variable(() => tf.zeros([outputs]));
  return {
    parameters: { weights, bias },
    apply: (x) => denseBiasActivation(x as tf.Tensor2D, weights, bias, activation) as tf.Tensor2D,
  };
}

/** Uniform on ±√(6 / (fan-in + fan-out)); the shape's two axes are the fans in either order. */
export function glorotUniform(key: Key, shape: [number, number]): tf.Tensor2D {
  const limit = Math.sqrt(6 / (shape[0] + shape[1]));
  return tf.tidy(() => tf.mul(tf.sub(tf.mul(uniform(key, shape), 2), 1), limit)) as tf.Tensor2D;
}

/** A variable whose start value is freed: tf.variable copies it. */
export function variable(start: () => tf.Tensor): tf.Variable {
  return tf.tidy(() => tf.variable(start()));
}
