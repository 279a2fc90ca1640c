/**
 * The per-example noise product where its kernel is not: the same noise, one example at a time.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Key } from "../../random/philox.ts";
import { normals } from "../../random/streams.ts";

/** shape: [B, n], [n, O] -> [B, O]. Differentiable in both; holds one example's noise at a time. */
export function portableNoiseProduct(x: tf.Tensor2D, scale: tf.Tensor2D, key: Key): tf.Tensor2D {
  const operation = tf.customGrad((...args) => {
    const [values, scales, save] = args as unknown as [tf.Tensor2D, tf.Tensor2D, (kept: tf.Tensor[]) => void];
    save([values, scales]);
    const rows = eachExample(values, (row, b) => tf.matMul(row, tf.mul(scales, noiseOf(key, { scale, b }))));
    return {
      value: rows.length === 0 ? tf.zeros([0, scale.shape[1]]) : tf.concat(rows, 0),
      gradFunc: (dy, saved) => gradients(dy as tf.Tensor2D, { saved: saved as tf.Tensor2D[], key }),
    };
  });
  return operation(x, scale) as tf.Tensor2D;
}

function gradients(
  dy: tf.Tensor2D,
  { saved, key }: { saved: tf.Tensor2D[]; key: Key },
): [tf.Tensor, tf.Tensor] {
  const [x, scale] = saved as [tf.Tensor2D, tf.Tensor2D];
  let dScale: tf.Tensor2D = tf.zerosLike(scale);
  const rows = eachExample(x, (row, b) => {
    const weighted = tf.mul(noiseOf(key, { scale, b }), tf.slice(dy, [b, 0], [1, -1])) as tf.Tensor2D;
    const previous = dScale;
    dScale = tf.keep(tf.add(previous, tf.mul(tf.transpose(row), weighted)));
    if (b > 0) previous.dispose();
    return tf.reshape(tf.sum(tf.mul(weighted, scale), 1), [1, -1]);
  });
  const result = tf.clone(dScale);
  if (rows.length > 0) dScale.dispose();
  return [rows.length === 0 ? tf.zerosLike(x) : tf.concat(rows, 0), result];
}

function eachExample(x: tf.Tensor2D, body: (row: tf.Tensor2D, b: number) => tf.Tensor2D): tf.Tensor2D[] {
  return Array.from(
    { length: x.shape[0] },
    (_, b) => tf.tidy(() => body(tf.slice(x, [b, 0], [1, -1]), b)),
  );
}

/** ε[b], [n, O]: rows of the stream start at multiples of sixteen. */
export function noiseOf(key: Key, { scale, b }: { scale: tf.Tensor2D; b: number }): tf.Tensor2D {
  const [n, cols] = scale.shape;
  const stride = Math.ceil(cols / 16) * 16;
  const padded = tf.tensor2d(normals(key, n * stride, b * n * stride), [n, stride]);
  return tf.slice(padded, [0, 0], [n, cols]);
}
