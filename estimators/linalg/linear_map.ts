/**
 * Linear maps from Gaussian variables to pre-activations, and their products.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { LinearMap } from "../types.ts";

/** For the flags of a matrix product: the operand as it is. */
export const AS_STORED = false;
/** For the flags of a matrix product: the operand's transpose. */
export const TRANSPOSED = true;

/**
 * The matrix that follows a latent vector: z_b = W v_b.
 *
 * Rows are pre-activations and columns are latents, outputs × inputs: the textbook's and PyTorch's orientation. A
 * tfjs layer's kernel is inputs × outputs; pass it to {@linkcode denseMapFromKernel}. Where m = n nothing can tell
 * the two apart.
 *
 * @param matrix W. shape: [m, n] shared by all examples, or [B, m, n] per example; float32.
 * @throws {TypeError} for what is not a tensor.
 * @throws {RangeError} if the matrix has another rank or an empty axis.
 * @example A map from two latents to three pre-activations
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { denseMap } from "./linear_map.ts";
 * const map = denseMap(tf.tensor2d([[1, 0], [0, 1], [1, 1]]));
 * console.assert(map.outputs === 3 && map.inputs === 2);
 * ```
 */
export function denseMap(matrix: tf.Tensor): LinearMap {
  requireRank(matrix, [2, 3], "denseMap: matrix", "[m, n] or [B, m, n]");
  const [outputs, inputs] = matrix.shape.slice(-2) as [number, number];
  return { kind: "dense", matrix, outputs, inputs, batch: matrix.rank === 3 ? matrix.shape[0]! : undefined };
}

/**
 * The map of a layer's kernel as tfjs holds it, inputs × outputs: `denseMap` of its transpose.
 *
 * Gradients for the kernel flow through the transpose; the `upstream` gradient of `gradients` is the map's, [m, n].
 *
 * @param kernel Wᵀ. shape: [n, m], or [B, n, m] per example.
 * @throws {TypeError} for what is not a tensor.
 * @throws {RangeError} if the kernel has another rank or an empty axis.
 * @example The kernel of a dense layer from two latents to three units
 * ```ts
 * import { layers } from "@tensorflow/tfjs-layers";
 * import { denseMapFromKernel } from "./linear_map.ts";
 * const layer = layers.dense({ units: 3, inputShape: [2] });
 * layer.build([null, 2]);
 * const map = denseMapFromKernel(layer.getWeights()[0]!); // shape: [2, 3]
 * console.assert(map.outputs === 3 && map.inputs === 2);
 * ```
 */
export function denseMapFromKernel(kernel: tf.Tensor): LinearMap {
  requireRank(kernel, [2, 3], "denseMapFromKernel: kernel", "[n, m] or [B, n, m]");
  return denseMap(tf.transpose(kernel, kernel.rank === 2 ? [1, 0] : [0, 2, 1]));
}

/**
 * A layer's input as the map that its weights go through: z_b = X_b w_o for every unit o.
 *
 * @param matrix X. shape: [B, P, n] with P positions per example, or [B, n] for a dense layer (P = 1).
 * @throws {RangeError} if the matrix has another rank or an empty axis.
 */
export function inputMap(matrix: tf.Tensor): LinearMap {
  requireRank(matrix, [2, 3], "inputMap: matrix", "[B, n] or [B, P, n]");
  const [batch, inputs] = [matrix.shape[0]!, matrix.shape[matrix.rank - 1]!];
  return { kind: "inputs", matrix, outputs: matrix.rank === 3 ? matrix.shape[1]! : 1, inputs, batch };
}

/** The same map with another matrix of the same shape, as automatic differentiation needs it. */
export function withMatrix(map: LinearMap, matrix: tf.Tensor): LinearMap {
  return { ...map, matrix };
}

/** W v of a dense map. shape: [B, n] -> [B, m]; differentiable in both. */
export function applyMap(map: LinearMap, vectors: tf.Tensor): tf.Tensor {
  if (map.batch === undefined) {
    return tf.matMul(vectors as tf.Tensor2D, map.matrix as tf.Tensor2D, AS_STORED, TRANSPOSED);
  }
  return batchProduct(map.matrix, vectors, AS_STORED);
}

/** Wᵀ u of a dense map. shape: [B, m] -> [B, n]; differentiable in both. */
export function applyMapTransposed(map: LinearMap, vectors: tf.Tensor): tf.Tensor {
  if (map.batch === undefined) return tf.matMul(vectors as tf.Tensor2D, map.matrix as tf.Tensor2D);
  return batchProduct(map.matrix, vectors, TRANSPOSED);
}

function batchProduct(matrix: tf.Tensor, vectors: tf.Tensor, transpose: boolean): tf.Tensor {
  // A vector for each example as a one-column matrix; rows that are shared broadcast over the batch.
  const column = tf.expandDims(vectors, -1);
  return tf.squeeze(tf.matMul(matrix, column, transpose, AS_STORED), [-1]);
}

function requireRank(tensor: tf.Tensor, ranks: readonly number[], what: string, wanted: string): void {
  if (!(tensor instanceof tf.Tensor)) {
    throw new TypeError(`${what} is not a tensor; wanted one of shape ${wanted}`);
  }
  if (ranks.includes(tensor.rank) && tensor.shape.every((axis) => axis > 0)) return;
  throw new RangeError(`${what} has shape [${tensor.shape}]; wanted ${wanted} with no empty axis`);
}
