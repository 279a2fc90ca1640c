/**
 * Products of Gram matrices and vectors.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { defineKernel } from "../kernel/define.ts";
import { triangle } from "../kernel/shapes.ts";
import { pairOf } from "./channels.ts";

/** G d for Gram matrices by `gramMatrices`. Not differentiable. shape of d and the result: [B, P, O] */
export function gramProduct(gram: tf.Tensor3D, vector: tf.Tensor3D): tf.Tensor3D {
  return product.apply({ gram, vector }) as tf.Tensor3D;
}

/** gram [B, P (P + 1) / 2, O], vector [B, P, O] -> their products, [B, P, O]. */
export const product = defineKernel({
  name: "R2g2GramProduct",
  inputs: ["gram", "vector"],
  sizes({ vector }) {
    const [batch = 0, positions = 0, cols = 0] = vector;
    const wanted = { gram: [batch, triangle(positions), cols] };
    return { batch, positions, cols, wanted, results: [vector] };
  },
  run({ kernels, at, sizes: { batch, positions, cols } }, out) {
    for (let b = 0; b < batch; b++) {
      const offset = 4 * b * positions * cols;
      const matrix = at.gram + 4 * b * triangle(positions) * cols;
      kernels.symmetricProduct(matrix, at.vector + offset, out + offset, positions, cols);
    }
  },
  flops: ({ batch, positions, cols }) => 2 * batch * positions ** 2 * cols,
  portable({ gram, vector }) {
    const positions = vector.shape[1] ?? 0;
    const rows = Array.from({ length: positions }, (_, p) => {
      const entries = Array.from({ length: positions }, (_, q) => pairOf(p, q));
      const row = tf.gather(gram, tf.tensor1d(entries, "int32"), 1);
      return tf.sum(tf.mul(row, vector), 1);
    });
    return tf.stack(rows, 1);
  },
});
