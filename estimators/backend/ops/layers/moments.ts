/**
 * Mean and variance of a mean-field dense layer's pre-activations.
 *
 *     M = X µ      V = X² σ²      dX = G µᵀ + 2 X ⊙ (H (σ²)ᵀ)      for gradients G by M and H by V
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { offsetOf, sizeOf } from "../../wasm/heap.ts";
import { make } from "../../wasm/tensors.ts";
import { defineKernel, type Workspace } from "../kernel/define.ts";
import { free } from "../kernel/matrices.ts";
import type { Shape } from "../kernel/shapes.ts";

/** Moments of pre-activations. shapes: [B, O] */
export interface Moments {
  readonly mean: tf.Tensor2D;
  readonly variance: tf.Tensor2D;
}

/**
 * Mean Xµ and variance X² σ², differentiable in all three.
 *
 * @param x shape: [B, n]
 * @param weights their means and variances. shapes: [n, O]
 */
export function preactivationMoments(
  x: tf.Tensor2D,
  weights: { readonly mean: tf.Tensor; readonly variance: tf.Tensor },
): Moments {
  const [mean, variance] = moments.installed() ? moments.all({ x, ...weights }) : [
    tf.matMul(x, weights.mean as tf.Tensor2D),
    tf.matMul(tf.square(x), weights.variance as tf.Tensor2D),
  ];
  return { mean: mean as tf.Tensor2D, variance: variance as tf.Tensor2D };
}

const [OWN, TURNED] = [false, true];

/** x [B, n], byMean, byVariance [B, O], mean, variance [n, O] -> the gradient by x [B, n]. */
export const momentsByInput = defineKernel({
  name: "R2g2MomentsByInput",
  inputs: ["x", "byMean", "byVariance", "mean", "variance"],
  sizes({ x, mean }) {
    const sizes = momentSizes({ x, mean });
    const { batch, cols, weights } = sizes;
    const out = [batch, cols];
    return {
      ...sizes,
      wanted: { byMean: out, byVariance: out, mean: weights, variance: weights },
      results: [x],
    };
  },
  run({ backend, kernels, product, inputs, at, outputs, sizes: { batch, inner } }, out) {
    const { byMean, byVariance, mean, variance } = inputs;
    const turned = { backend, into: outputs[0], transposeA: OWN, transposeB: TURNED };
    product({ ...turned, a: byVariance, b: variance });
    kernels.twiceProduct(at.x, out!, out!, batch * inner);
    product({ ...turned, a: byMean, b: mean, accumulate: true });
  },
  flops: ({ batch, inner, cols }) => 4 * batch * inner * cols + 2 * batch * inner,
});

/** x [B, n], byVariance [B, O] -> the gradient by the weights' variance [n, O]. */
export const momentsByVariance = defineKernel({
  name: "R2g2MomentsByVariance",
  inputs: ["x", "byVariance"],
  sizes({ x, byVariance }) {
    const [batch = 0, inner = 0] = x;
    const [, cols = 0] = byVariance;
    return { batch, inner, cols, wanted: { byVariance: [batch, cols] }, results: [[inner, cols]] };
  },
  run(call) {
    const { backend, product, inputs: { x, byVariance }, outputs } = call;
    withSquares(call, x, (squares) => {
      product({ backend, a: squares, b: byVariance, into: outputs[0], transposeA: TURNED, transposeB: OWN });
    });
  },
  flops: ({ batch, inner, cols }) => 2 * batch * inner * cols + batch * inner,
});

/** x [B, n], mean, variance [n, O] -> Xµ and X² σ² [B, O]. */
export const moments = defineKernel({
  name: "R2g2Moments",
  inputs: ["x", "mean", "variance"],
  sizes({ x, mean }) {
    const sizes = momentSizes({ x, mean });
    const { batch, cols, weights } = sizes;
    return {
      ...sizes,
      wanted: { mean: weights, variance: weights },
      results: [[batch, cols], [batch, cols]],
    };
  },
  run(call) {
    const { backend, product, inputs: { x, mean, variance }, outputs } = call;
    const plain = { backend, transposeA: OWN, transposeB: OWN };
    product({ ...plain, a: x, b: mean, into: outputs[0] });
    withSquares(call, x, (squares) => product({ ...plain, a: squares, b: variance, into: outputs[1] }));
  },
  flops: ({ batch, inner, cols }) => 4 * batch * inner * cols + batch * inner,
  gradient: {
    saves: ["x", "mean", "variance"],
    of: (_, { x, mean, variance }, _attrs, [byMean, byVariance]) => ({
      x: () => momentsByInput.one({ x, byMean: byMean!, byVariance: byVariance!, mean, variance }),
      mean: () => tf.matMul(x, byMean!, TURNED, OWN),
      variance: () => momentsByVariance.one({ x, byVariance: byVariance! }),
    }),
  },
});

function momentSizes({ x, mean }: Readonly<Record<"x" | "mean", Shape>>) {
  const [batch = 0, inner = 0] = x;
  const [, cols = 0] = mean;
  return { batch, inner, cols, weights: [inner, cols] };
}

/** Runs `use` with x², which is freed. */
function withSquares(
  { backend, kernels }: Workspace,
  x: tf.TensorInfo,
  use: (squares: tf.TensorInfo) => void,
): void {
  const squares = make(backend, x.shape);
  const from = offsetOf(backend, x);
  kernels.product(from, from, offsetOf(backend, squares), sizeOf(x.shape));
  try {
    use(squares);
  } finally {
    free(backend, squares);
  }
}
