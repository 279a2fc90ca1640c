/**
 * How much of the noise a shared map can see: its rank, and rows that span its row space.
 *
 * W does not change within a step, whatever the batch, so this is found once. With full column rank
 * A = W S determines ε for any invertible S: ε* = ε, and R2-G2 is RT, sample by sample. With rank r below
 * n, r rows of W span the row space, and every example solves an r × r system instead of an m × m one.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { pivotedCholesky } from "./pivoted_cholesky.ts";

/** What {@linkcode rowSpace} found. */
export interface RowSpace {
  /** Numerical rank of W. */
  readonly rank: number;
  /** Indices of `rank` rows of W that span its row space; empty where the rank is full (not needed). */
  readonly rows: Int32Array;
}

/** Pivot ratio above which a float32 Gram matrix proves full rank: its rounding errors are near 1e-6. */
const CLEARLY_FULL = 1e-3;

/**
 * Numerical rank and spanning rows of a shared matrix.
 *
 * @param matrix W. shape: [m, n], readable synchronously.
 * @example More outputs than latents: full column rank
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { rowSpace } from "./rank.ts";
 * console.assert(rowSpace(tf.tensor2d([[1, 0], [0, 1], [1, 1]])).rank === 2);
 * ```
 */
export function rowSpace(matrix: tf.Tensor2D): RowSpace {
  const [m, n] = matrix.shape;
  if (m >= n && clearlyFullRank(matrix)) return { rank: n, rows: new Int32Array(0) };
  const values = matrix.dataSync();
  const gram = rowGram(Float64Array.from(values), m, n);
  const { rank, pivots } = pivotedCholesky(gram, m);
  return { rank, rows: rank === n ? new Int32Array(0) : pivots.slice(0, rank) };
}

/** WᵀW by one product of the backend; columns are scaled first, for units must not decide the rank. */
function clearlyFullRank(matrix: tf.Tensor2D): boolean {
  const [, n] = matrix.shape;
  const gram = tf.tidy(() => tf.matMul(matrix, matrix, true, false));
  const scaled = Float64Array.from(gram.dataSync());
  gram.dispose();
  const diagonal = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(scaled[i * n + i]!));
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) scaled[i * n + j]! *= diagonal[i]! * diagonal[j]!;
  const { rank, pivotRatio } = pivotedCholesky(scaled, n);
  return rank === n && pivotRatio > CLEARLY_FULL;
}

/** WWᵀ in float64 with rows of length one; a row of zeros stays zero and is never chosen. */
function rowGram(values: Float64Array, m: number, n: number): Float64Array {
  for (let i = 0; i < m; i++) {
    const row = values.subarray(i * n, (i + 1) * n);
    const length = Math.hypot(...row);
    if (length > 0) { for (let k = 0; k < n; k++) row[k]! /= length; }
  }
  const gram = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += values[i * n + k]! * values[j * n + k]!;
      gram[i * m + j] = gram[j * m + i] = sum;
    }
  }
  return gram;
}
