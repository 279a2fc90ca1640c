/**
 * Random tensors with the bits of `random/mod.ts`.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { checkCount, type Key, requireKey } from "./philox.ts";
import { normals, uniforms } from "./streams.ts";

/**
 * Standard normals, float32; made in the tensor's own memory where the backend has a kernel for it.
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
  return random<R>("R2g2Normal", { key, shape, stream: normals });
}

/** Uniform numbers in [0, 1), float32. */
export function uniform<R extends tf.Rank>(key: Key, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return random<R>("R2g2Uniform", { key, shape, stream: uniforms });
}

function random<R extends tf.Rank>(
  kernel: string,
  { key, shape, stream }: { key: Key; shape: tf.ShapeMap[R]; stream: typeof normals },
): tf.Tensor<R> {
  requireKey(key);
  const size = sizeOf(shape);
  if (tf.getKernel(kernel, tf.getBackend()) === undefined) {
    return tf.tensor(stream(key, size), shape, "float32");
  }
  const attrs = { k0: key.k0, k1: key.k1, shape: [...shape] };
  return tf.engine().runKernel(kernel, {}, attrs) as tf.Tensor<R>;
}

function sizeOf(shape: readonly number[]): number {
  for (const axis of shape) checkCount(axis, `axis of shape [${shape.join(", ")}]`);
  return shape.reduce((size, axis) => size * axis, 1);
}
