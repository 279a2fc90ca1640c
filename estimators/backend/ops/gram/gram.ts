/**
 * Gram matrices of patches: the covariances of pre-activations at several positions of one weight vector.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { offsetOf, sizeOf } from "../../wasm/heap.ts";
import { defineKernel } from "../kernel/define.ts";
import { type PositionSizes, positionSizes, triangle } from "../kernel/shapes.ts";
import { eachGram } from "./blocks.ts";

/**
 * Lower triangles of G = X_b diag(variance_o) X_bᵀ for every example and channel; entry (p, q ≤ p) is row
 * p (p + 1) / 2 + q. Not differentiable.
 *
 * @param x shape: [B, P, n]
 * @param variance shape: [n, O]
 * @returns shape: [B, P (P + 1) / 2, O]
 */
export function gramMatrices(x: tf.Tensor3D, variance: tf.Tensor2D): tf.Tensor3D {
  return gram.apply({ x, variance }) as tf.Tensor3D;
}

/**
 * Operations on the Gram matrices of all examples and channels: pair products, then one product with the
 * variances. Products with zeros that are left out count as done.
 */
export function gramFlops({ batch, positions, inner, cols }: PositionSizes): number {
  return batch * triangle(positions) * inner * (1 + 2 * cols);
}

/** x [B, P, n], variance [n, O] -> G of every example and channel, lower triangles, [B, P (P + 1) / 2, O]. */
export const gram = defineKernel({
  name: "R2g2Gram",
  inputs: ["x", "variance"],
  sizes(shapes) {
    const { x, weights, ...sizes } = positionSizes(shapes.x, shapes.variance);
    const results = [[sizes.batch, triangle(sizes.positions), sizes.cols]];
    return { ...sizes, wanted: { x, variance: weights }, results };
  },
  run(call, out) {
    const { backend, kernels, inputs, sizes: { positions, cols } } = call;
    eachGram(call, inputs, (gram, { first }) => {
      const target = out + 4 * first * triangle(positions) * cols;
      kernels.copyRows(offsetOf(backend, gram), target, 1, sizeOf(gram.shape), 0, 0);
    });
  },
  flops: (sizes) => gramFlops(sizes),
  portable: ({ x, variance }) => portableGram(x as tf.Tensor3D, variance as tf.Tensor2D),
});

/** The twin. shapes: [B, P, n], [n, O] -> [B, P (P + 1) / 2, O] */
export function portableGram(x: tf.Tensor3D, variance: tf.Tensor2D): tf.Tensor3D {
  const [batch, positions, inner] = x.shape;
  const pairs = Array.from({ length: positions }, (_, p) => Array.from({ length: p + 1 }, (_, q) => [p, q]))
    .flat();
  return tf.tidy(() => {
    const rows = (side: number) => tf.gather(x, tf.tensor1d(pairs.map((pair) => pair[side]!), "int32"), 1);
    const products = tf.reshape(tf.mul(rows(0), rows(1)), [batch * pairs.length, inner]) as tf.Tensor2D;
    return tf.reshape(tf.matMul(products, variance), [batch, pairs.length, variance.shape[1]]);
  });
}
