/**
 * A bias added to rows, whose gradient is one pass of column sums where the backend has that kernel.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { runOne } from "../gradients.ts";

/**
 * x + b. tfjs's own gradient of b transposes that of x first, which for images takes longer than a product.
 *
 * @param x shape: [..., O]
 * @param bias shape: [O]
 * @returns shape: [..., O]
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { addBias } from "./bias.ts";
 * const sum = addBias(tf.ones([2, 3]), tf.tensor1d([1, 2, 3]));
 * console.assert(sum.dataSync()[5] === 4);
 * ```
 */
export function addBias(x: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  if (tf.getKernel("R2g2ColumnSums", tf.getBackend()) === undefined) return tf.add(x, bias);
  return tf.customGrad((value, offset) => ({
    value: tf.add(value as tf.Tensor, offset as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => [tf.clone(dy), runOne("R2g2ColumnSums", { x: dy })],
  }))(x, bias);
}
