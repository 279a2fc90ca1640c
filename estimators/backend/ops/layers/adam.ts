/**
 * Adam's step on one variable.
 *
 * Source: Kingma and Ba, Adam: a method for stochastic optimization (2015), algorithm 1.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../wasm/heap.ts";
import { defineKernel } from "../kernel/define.ts";

/** Constants of one {@linkcode adamUpdate}. */
export interface AdamUpdateOptions {
  /** Size of a step. */
  readonly learningRate: number;
  /** Decay of the gradient's mean. */
  readonly beta1: number;
  /** Decay of the gradient's squares. */
  readonly beta2: number;
  /** Added to the root of the squares. */
  readonly epsilon: number;
  /** Number of this update, from 1: for the bias correction. */
  readonly step: number;
}

/**
 * One Adam step: changes the variable and its moments m and v.
 *
 * The kernel writes in place; a variable that shares its memory with a tensor gets memory of its own first.
 */
export function adamUpdate(
  variable: tf.Variable,
  gradient: tf.Tensor,
  m: tf.Variable,
  v: tf.Variable,
  options: AdamUpdateOptions,
): void {
  if (adam.installed()) {
    for (const written of [variable, m, v]) unshare(written);
    adam.all({ variable, m, v, gradient }, options);
    return;
  }
  const { learningRate, beta1, beta2, epsilon, step } = options;
  tf.tidy(() => {
    m.assign(tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1)));
    v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const spread = tf.add(tf.sqrt(tf.div(v, 1 - beta2 ** step)), epsilon);
    const change = tf.div(tf.mul(m, learningRate / (1 - beta1 ** step)), spread);
    variable.assign(tf.sub(variable, change));
  });
}

/** Updates variable, m and v in place, given the gradient. All of one shape. */
export const adam = defineKernel({
  name: "R2g2Adam",
  stepArguments: ["step"],
  inputs: ["variable", "m", "v", "gradient"],
  sizes: ({ variable }, _attrs: AdamUpdateOptions) => ({
    size: sizeOf(variable),
    wanted: { m: variable, v: variable, gradient: variable },
    results: [],
  }),
  run({ kernels, at, sizes: { size }, attrs: { learningRate, beta1, beta2, epsilon, step } }) {
    const rate = learningRate / (1 - beta1 ** step);
    const correction = 1 / (1 - beta2 ** step);
    const { variable, m, v, gradient } = at;
    kernels.adam(variable, m, v, gradient, size, beta1, beta2, rate, correction, epsilon);
  },
  flops: ({ size }) => 12 * size,
});

/** Gives a variable memory of its own, so that writing to it changes no other tensor. */
export function unshare(variable: tf.Variable): void {
  if (tf.backend().refCount(variable.dataId) > 1) tf.tidy(() => variable.assign(tf.add(variable, 0)));
}
