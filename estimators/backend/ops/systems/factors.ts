/**
 * Cholesky factors of many small systems in float32, kept for any number of right-hand sides.
 *
 * Nothing here is pivoted or refined: callers look at the pivots and at the residuals.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { withScratch } from "../../wasm/tensors.ts";
import { defineKernel } from "../kernel/define.ts";
import { triangle } from "../kernel/shapes.ts";

/** Factored systems. The caller disposes the tensors. */
export interface Factors {
  /** Four systems side by side, in the layout of `wasm/assembly/lanes.ts`. */
  readonly factor: tf.Tensor;
  /**
   * The least pivot of every system over the diagonal entry that it came from: 1 where the rows of A in
   * G = AAᵀ are orthogonal; about 0, below, or NaN where they are dependent. shape: [B]
   */
  readonly pivots: tf.Tensor1D;
}

/** Whether the active backend has the kernels. */
export function canFactor(): boolean {
  return factorLanes.installed();
}

/**
 * Factors symmetric matrices, of which the lower triangle is read.
 *
 * @param gram shape: [B, n, n]
 */
export function factorMatrices(gram: tf.Tensor3D): Factors {
  return factors(gram, gram.shape[1]);
}

/**
 * Factors W diag(weights_b) Wᵀ for every b: entry (i, j) is Σ_k weights_bk W_ik W_jk, so the products of
 * pairs of rows are formed once, whatever the batch, and all entries of all matrices are one product.
 *
 * @param matrix W. shape: [m, n]
 * @param weights shape: [B, n]
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { canFactor, factorWeighted, solveFactored } from "./factors.ts";
 * import { useBackend } from "../../platforms/use_backend.ts";
 * await useBackend("wasm", { blas: "off" });
 * if (canFactor()) {
 *   const factors = factorWeighted(tf.tensor2d([[1, 1]]), tf.tensor2d([[2, 3]])); // the matrix [[5]]
 *   const solution = solveFactored(factors, tf.tensor2d([[10]]));
 *   console.assert(Math.abs(solution.dataSync()[0]! - 2) < 1e-6);
 * }
 * ```
 */
export function factorWeighted(matrix: tf.Tensor2D, weights: tf.Tensor2D): Factors {
  const gram = tf.tidy(() => {
    const pairs = rowPairs.one({ w: matrix }) as tf.Tensor2D;
    // Entries first, examples last: four examples' entries lie side by side, as the factors need them.
    const [transposePairs, transposeWeights] = [false, true];
    return tf.matMul(pairs, weights, transposePairs, transposeWeights);
  });
  const result = factors(gram, matrix.shape[0]);
  gram.dispose();
  return result;
}

/** Solutions of the factored systems. shape of the right-hand sides and of the result: [B, n] */
export function solveFactored({ factor }: Factors, right: tf.Tensor2D): tf.Tensor2D {
  return solveLanes.one({ factor, b: right }) as tf.Tensor2D;
}

function factors(gram: tf.Tensor, n: number): Factors {
  const [factor, pivots] = factorLanes.all({ gram }, { n });
  return { factor: factor!, pivots: pivots as tf.Tensor1D };
}

/** w [m, n] -> products of its rows i and j ≤ i, [m (m + 1) / 2, n]. */
export const rowPairs = defineKernel({
  name: "R2g2RowPairs",
  inputs: ["w"],
  sizes({ w }) {
    const [m = 0, n = 0] = w;
    return { m, n, wanted: { w: [m, n] }, results: [[triangle(m), n]] };
  },
  run: ({ kernels, at, sizes: { m, n } }, out) => kernels.rowPairs(at.w, out, m, n),
  flops: ({ m, n }) => triangle(m) * n,
});

/**
 * gram [B, n, n], or packed [n (n + 1) / 2, B] with attribute n -> factors [⌈B / 4⌉, n (n + 1) / 2, 4] and
 * least pivots [B].
 */
export const factorLanes = defineKernel({
  name: "R2g2FactorLanes",
  inputs: ["gram"],
  sizes({ gram }, { n }: { readonly n: number }) {
    const packed = gram.length === 2;
    const count = gram[packed ? 1 : 0] ?? 0;
    const wanted = { gram: packed ? [triangle(n), count] : [count, n, n] };
    return { packed, count, wanted, results: [[Math.ceil(count / 4), triangle(n), 4], [count]] };
  },
  run({ kernels, at, sizes: { packed, count }, attrs: { n } }, factor, pivots) {
    kernels.factorLanes(at.gram, factor, pivots, count, n, packed);
  },
  // Per system.
  flops: ({ count }, { n }) => count * n ** 3 / 3,
});

/** Factors by the kernel above, b [B, n] -> solutions [B, n]. */
export const solveLanes = defineKernel({
  name: "R2g2SolveLanes",
  inputs: ["factor", "b"],
  sizes({ b }) {
    const [count = 0, n = 0] = b;
    const wanted = { b: [count, n], factor: [Math.ceil(count / 4), triangle(n), 4] };
    return { count, n, wanted, results: [b] };
  },
  run({ backend, kernels, at, sizes: { count, n } }, out) {
    withScratch(backend, 16 * n, (work) => kernels.solveLanes(at.factor, at.b, out, work, count, n));
  },
  // Two substitutions.
  flops: ({ count, n }) => 2 * count * n * n,
});
