/**
 * Square roots of variances, which may be zero.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../wasm/heap.ts";
import { defineKernel } from "../kernel/define.ts";

/** Square root whose derivative at 0 is 0. shape: [...] -> [...] */
export const safeSqrt: (value: tf.Tensor) => tf.Tensor = tf.customGrad((value, save) => {
  const result = tf.sqrt(value as tf.Tensor);
  (save as (tensors: tf.Tensor[]) => void)([result]);
  return {
    value: result,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => rootGradient.apply({ dy, root: saved[0]! }),
  };
}) as (value: tf.Tensor) => tf.Tensor;

/** 1 / x, and 0 where x is 0. */
export function reciprocalOrZero(value: tf.Tensor): tf.Tensor {
  return tf.divNoNan(tf.onesLike(value), value);
}

/** dy, root -> dy / (2 root), and 0 where the root is 0. */
export const rootGradient = defineKernel({
  name: "R2g2RootGradient",
  inputs: ["dy", "root"],
  sizes: ({ dy }) => ({ size: sizeOf(dy), wanted: { root: dy }, results: [dy] }),
  run: ({ kernels, at, sizes: { size } }, out) => kernels.rootGradient(at.dy, at.root, out!, size),
  flops: ({ size }) => 3 * size,
  portable: ({ dy, root }) => tf.mul(dy, tf.mul(0.5, reciprocalOrZero(root))),
});
