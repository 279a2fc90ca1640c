/**
 * Parts of a transformer without weights of a Gaussian: patches, layer normalisation, attention.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { addBias } from "../../estimators/mod.ts";
import { variable } from "../layers/dense.ts";

/** An image in equal square patches, row by row. */
export interface PatchGrid {
  /** Rows and columns of the image. */
  readonly side: number;
  readonly channels: number;
  /** Patches in a row, as many as in a column. */
  readonly across: number;
}

/** Pixels of each patch after those of the one before, as batches hold images. shape: [side² · channels] */
export function patchOrder({ side, channels, across }: PatchGrid): Int32Array {
  const width = side / across;
  const order = new Int32Array(side ** 2 * channels);
  let at = 0;
  for (let patch = 0; patch < across ** 2; patch++) {
    const [top, left] = [Math.floor(patch / across) * width, (patch % across) * width];
    for (let pixel = 0; pixel < width ** 2; pixel++) {
      const [row, column] = [top + Math.floor(pixel / width), left + pixel % width];
      for (let c = 0; c < channels; c++) order[at++] = (row * side + column) * channels + c;
    }
  }
  return order;
}

/** Layer normalisation (Ba, Kiros, Hinton 2016) that owns its variables. */
export interface LayerNorm {
  readonly parameters: Readonly<Record<"gain" | "bias", tf.Variable>>;
  /** shape: [..., width] -> the same */
  apply(x: tf.Tensor): tf.Tensor;
}

/** Added to a variance before its root. */
const EPSILON = 1e-5;
/** The axis of a moment stays, with one value. */
const KEPT = true;
/** Only the second matrix is transposed. */
const TURNED = [false, true] as const;

/** Gains of one and biases of zero. */
export function layerNorm(width: number): LayerNorm {
  const gain = variable(() => tf.ones([width]));
  const bias = variable(() => tf.zeros([width]));
  return {
    parameters: { gain, bias },
    apply(x) {
      const { mean, variance } = tf.moments(x, -1, KEPT);
      const normalised = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, EPSILON)));
      return addBias(tf.mul(normalised, gain), bias);
    },
  };
}

/**
 * Softmax attention of every token to all (Vaswani et al. 2017, section 3.2), head by head.
 *
 * @param inputs queries, keys and values. shapes: [B, T, width], of which each head has an equal part
 * @returns shape: [B, T, width]
 */
export function attention(
  { queries, keys, values }: Readonly<Record<"queries" | "keys" | "values", tf.Tensor>>,
  heads: number,
): tf.Tensor {
  const [batch, tokens, width] = queries.shape as [number, number, number];
  const own = width / heads;
  const apart = (x: tf.Tensor): tf.Tensor3D => {
    const parts = tf.transpose(tf.reshape(x, [batch, tokens, heads, own]), [0, 2, 1, 3]);
    return tf.reshape(parts, [batch * heads, tokens, own]);
  };
  const scores = tf.mul(tf.matMul(apart(queries), apart(keys), ...TURNED), 1 / Math.sqrt(own));
  const seen = tf.matMul(tf.softmax(scores) as tf.Tensor3D, apart(values));
  const together = tf.transpose(tf.reshape(seen, [batch, heads, tokens, own]), [0, 2, 1, 3]);
  return tf.reshape(together, [batch, tokens, width]);
}
