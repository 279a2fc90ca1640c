/**
 * Random tensors with the bits of `random/mod.ts`.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { checkCount, type Key } from "./philox.ts";
import { normals, uniforms } from "./streams.ts";

/**
 * Standard normals, float32.
 *
 * @example
 * ```ts
 * import { key } from "./key.ts";
 * import { normal } from "./tensors.ts";
 * const noise = normal(key(1), [2, 3]); // shape: [2, 3]
 * console.assert(noise.shape.join() === "2,3");
 * noise.dispose();
 * ```
 */
export function normal<R extends tf.Rank>(key: Key, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return tf.tensor(normals(key, sizeOf(shape)), shape, "float32");
}

/** Uniform numbers in [0, 1), float32. */
export function uniform<R extends tf.Rank>(key: Key, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return tf.tensor(uniforms(key, sizeOf(shape)), shape, "float32");
}

function sizeOf(shape: readonly number[]): number {
  for (const axis of shape) checkCount(axis, `axis of shape [${shape.join(", ")}]`);
  return shape.reduce((size, axis) => size * axis, 1);
}
