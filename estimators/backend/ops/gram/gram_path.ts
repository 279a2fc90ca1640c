/**
 * The path from a site's parameters to z* = A ε*, ε* = σ ⊙ Xᵀβ held constant: the deviation, with this gradient.
 *
 * dσ²_ko = ½ Σ_b (X_bᵀ g)_ko (X_bᵀ β)_ko and dX_pk = Σ_o g_po σ²_ko (Xᵀβ)_ko (R2-G2 paper eq. 6 and 8).
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { defineKernel } from "../kernel/define.ts";
import { exampleOf } from "../kernel/matrices.ts";
import { positionSizes } from "../kernel/shapes.ts";
import { fillByBlocks, fillByPairs, MOST_PAIRED_POSITIONS } from "./path_gradient.ts";

/**
 * The deviation as it is, with the gradient of A ε* for ε* = σ ⊙ Xᵀβ held constant:
 * d variance = ½ Σ_b (X_bᵀ g) ⊙ (X_bᵀ β) and dX = g (variance ⊙ Xᵀβ)ᵀ (R2-G2 paper eq. 8, algorithm 1).
 *
 * @param x shape: [B, P, n]
 * @param variance shape: [n, O]
 * @param options both constants. shapes: [B, P, O]
 * @returns shape: [B, P, O]
 */
export function gramPath(
  x: tf.Tensor3D,
  variance: tf.Tensor2D,
  { deviation, beta }: { readonly deviation: tf.Tensor3D; readonly beta: tf.Tensor3D },
): tf.Tensor3D {
  return path.apply({ x, variance, deviation, beta }) as tf.Tensor3D;
}

/** dy, beta [B, P, O], x, variance -> d x unless `varianceOnly`; d variance is written into dVariance [n, O]. */
export const pathGradient = defineKernel({
  name: "R2g2GramPathGradient",
  inputs: ["dy", "x", "variance", "beta", "dVariance"],
  sizes(shapes, { varianceOnly }: { readonly varianceOnly: boolean }) {
    const { x, weights, ...sizes } = positionSizes(shapes.x, shapes.variance);
    const like = [sizes.batch, sizes.positions, sizes.cols];
    const wanted = { x, variance: weights, beta: like, dy: like, dVariance: shapes.variance };
    return { ...sizes, wanted, results: varianceOnly ? [] : [shapes.x] };
  },
  run(call, dx) {
    const fill = call.sizes.positions <= MOST_PAIRED_POSITIONS ? fillByPairs : fillByBlocks;
    fill(call, call, dx);
  },
  // Xᵀg and Xᵀβ, their product and its sum over examples; for x the product with σ² and one with g.
  flops({ batch, positions, inner, cols }, { varianceOnly }) {
    const input = varianceOnly ? 0 : 1 + 2 * positions;
    return batch * inner * cols * (4 * positions + 2 + input);
  },
});

/** deviation [B, P, O] -> the same. */
export const path = defineKernel({
  name: "R2g2GramPath",
  inputs: ["x", "variance", "deviation", "beta"],
  sizes(shapes) {
    const { x, weights, ...sizes } = positionSizes(shapes.x, shapes.variance);
    const like = [sizes.batch, sizes.positions, sizes.cols];
    return {
      size: sizes.batch * sizes.positions * sizes.cols,
      wanted: { x, variance: weights, deviation: like, beta: like },
      results: [like],
    };
  },
  run({ kernels, at, sizes: { size } }, out) {
    kernels.copyRows(at.deviation, out, 1, size, 0, 0);
  },
  flops: () => 0,
  gradient: {
    saves: ["x", "variance", "beta"],
    of(dy, { x, variance, beta }) {
      // tfjs asks for x first, if at all. Both gradients come from one pass, so what it fills for the second
      // is allocated outside of the calls, to outlive them.
      const dVariance = tf.zerosLike(variance);
      const inputs = { dy, x, variance, beta, dVariance };
      let filled = false;
      return {
        x() {
          filled = true;
          return pathGradient.one(inputs, { varianceOnly: false });
        },
        variance() {
          if (!filled) pathGradient.all(inputs, { varianceOnly: true });
          return tf.clone(dVariance);
        },
      };
    },
  },
  portable({ x, variance, deviation, beta }) {
    const operation = tf.customGrad((...args) => {
      const [patches, scales, save] = args as unknown as [
        tf.Tensor3D,
        tf.Tensor2D,
        (kept: tf.Tensor[]) => void,
      ];
      save([patches, scales, beta]);
      return {
        value: tf.clone(deviation),
        gradFunc: (dy, saved) =>
          portableGradient(dy as tf.Tensor3D, saved as [tf.Tensor3D, tf.Tensor2D, tf.Tensor3D]),
      };
    });
    return operation(x, variance);
  },
});

/** Example by example: no tensor is larger than the weights. */
function portableGradient(
  dy: tf.Tensor3D,
  [x, variance, beta]: [tf.Tensor3D, tf.Tensor2D, tf.Tensor3D],
): [tf.Tensor, tf.Tensor] {
  let dVariance: tf.Tensor = tf.zerosLike(variance);
  const inputs = Array.from({ length: x.shape[0] }, (_, b) => {
    const [dInput, sum] = tf.tidy(() => {
      const [patches, g] = [exampleOf(x, b), exampleOf(dy, b)];
      const back = tf.transpose(patches);
      const u = tf.matMul(back, g);
      const v = tf.matMul(back, exampleOf(beta, b));
      const total = tf.add(dVariance, tf.mul(0.5, tf.mul(u, v)));
      return [tf.matMul(g, tf.transpose(tf.mul(v, variance) as tf.Tensor2D)), total];
    }) as [tf.Tensor2D, tf.Tensor];
    dVariance.dispose();
    dVariance = sum;
    return dInput;
  });
  const dx = inputs.length === 0 ? tf.zerosLike(x) : tf.stack(inputs);
  tf.dispose(inputs);
  return [dx, dVariance];
}
