/**
 * Sums over all rows of a tensor, and a bias added to rows, whose gradient they are.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { activationCode } from "../../wasm/functions.ts";
import { defineKernel } from "../kernel/define.ts";
import { rowsOf } from "../kernel/shapes.ts";

/**
 * x + b. tfjs's own gradient of b transposes that of x first, which for images takes longer than a product.
 *
 * @param x shape: [..., O]
 * @param bias shape: [O]
 * @returns shape: [..., O]
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { addBias } from "./column_sums.ts";
 * const sum = addBias(tf.ones([2, 3]), tf.tensor1d([1, 2, 3]));
 * console.assert(sum.dataSync()[5] === 4);
 * ```
 */
export function addBias(x: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  if (!columnSums.installed()) return tf.add(x, bias);
  return tf.customGrad((value, offset) => ({
    value: tf.add(value as tf.Tensor, offset as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => [tf.clone(dy), sumOfRows(dy)],
  }))(x, bias);
}

/** Sums over all axes but the last, in one pass; not differentiable. shapes: [..., C] -> [C] */
export function sumOfRows(x: tf.Tensor): tf.Tensor {
  return columnSums.one({ x });
}

/** x [..., C] -> its column sums [C]. */
export const columnSums = defineKernel({
  name: "R2g2ColumnSums",
  inputs: ["x"],
  sizes({ x }) {
    const { rows, cols } = rowsOf(x);
    return { rows, cols, results: [[cols]] };
  },
  run({ kernels, at, sizes: { rows, cols } }, out) {
    // The gradient of a linear layer's bias is no more than this.
    kernels.activationGradient(at.x, at.x, 0, out, rows, cols, activationCode.linear);
  },
  flops: ({ rows, cols }) => rows * cols,
});
