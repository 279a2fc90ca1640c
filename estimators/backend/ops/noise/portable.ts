/**
 * Products with per-example noise where their kernels are not: the same noise, one example at a time.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Key } from "../../../random/philox.ts";
import { normals } from "../../../random/streams.ts";

/** A dense layer: one position. shape: [B, n], [n, O] -> [B, O]. As {@linkcode portablePositionNoise}. */
export function portableNoiseProduct(x: tf.Tensor2D, scale: tf.Tensor2D, key: Key): tf.Tensor2D {
  return tf.tidy(() => tf.squeeze(portablePositionNoise(tf.expandDims(x, 1), scale, key), [1]));
}

/** shape: [B, P, n], [n, O] -> [B, P, O]. Differentiable in both; holds one example's noise at a time. */
export function portablePositionNoise(x: tf.Tensor3D, scale: tf.Tensor2D, key: Key): tf.Tensor3D {
  const operation = tf.customGrad((...args) => {
    const [values, scales, save] = args as unknown as [tf.Tensor3D, tf.Tensor2D, (kept: tf.Tensor[]) => void];
    save([values, scales]);
    const rows = eachExample(
      values,
      (patches, b) => tf.matMul(patches, tf.mul(scales, noiseOf(key, { scale, b }))),
    );
    return {
      value: rows.length === 0 ? tf.zeros([0, x.shape[1], scale.shape[1]]) : tf.stack(rows),
      gradFunc: (dy, saved) => gradients(dy as tf.Tensor3D, { saved: saved as tf.Tensor[], key }),
    };
  });
  return operation(x, scale) as tf.Tensor3D;
}

function gradients(
  dy: tf.Tensor3D,
  { saved, key }: { saved: tf.Tensor[]; key: Key },
): [tf.Tensor, tf.Tensor] {
  const [x, scale] = saved as [tf.Tensor3D, tf.Tensor2D];
  let dScale: tf.Tensor2D = tf.zerosLike(scale);
  const rows = eachExample(x, (patches, b) => {
    const noise = noiseOf(key, { scale, b });
    const own = exampleOf(dy, b);
    const previous = dScale;
    dScale = tf.keep(tf.add(previous, tf.mul(tf.matMul(tf.transpose(patches), own), noise)));
    if (b > 0) previous.dispose();
    return tf.matMul(own, tf.transpose(tf.mul(noise, scale) as tf.Tensor2D));
  });
  const result = tf.clone(dScale);
  if (rows.length > 0) dScale.dispose();
  return [rows.length === 0 ? tf.zerosLike(x) : tf.stack(rows), result];
}

function eachExample(x: tf.Tensor3D, body: (patches: tf.Tensor2D, b: number) => tf.Tensor2D): tf.Tensor2D[] {
  return Array.from(
    { length: x.shape[0] },
    (_, b) => tf.tidy(() => body(exampleOf(x, b), b)),
  );
}

/** Example b. shape: [B, P, n] -> [P, n] */
export function exampleOf(tensor: tf.Tensor3D, b: number): tf.Tensor2D {
  return tf.squeeze(tf.slice(tensor, [b, 0, 0], [1, -1, -1]), [0]);
}

/** ε[b], [n, O]: rows of the stream start at multiples of sixteen. */
function noiseOf(key: Key, { scale, b }: { scale: tf.Tensor2D; b: number }): tf.Tensor2D {
  const [n, cols] = scale.shape;
  const stride = Math.ceil(cols / 16) * 16;
  const padded = tf.tensor2d(normals(key, n * stride, b * n * stride), [n, stride]);
  return tf.slice(padded, [0, 0], [n, cols]);
}
