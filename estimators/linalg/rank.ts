/**
 * How much of the noise a shared map can see: its rank, and rows that span its row space.
 *
 * W does not change within a step, whatever the batch, so this is found once. With full column rank
 * A = W S determines ε for any invertible S: ε* = ε, and R2-G2 is RT, sample by sample. With rank r below
 * n, r rows of W span the row space, and every example solves an r × r system instead of an m × m one.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { decide } from "../backend/read.ts";
import { gramOfRows, normaliseRows } from "../backend/ops/systems/float64.ts";
import { AS_STORED, TRANSPOSED } from "./linear_map.ts";
import { pivotedCholesky } from "../backend/ops/systems/pivoted_cholesky.ts";

/** What {@linkcode rowSpace} found. */
export interface RowSpace {
  /** Numerical rank of W. */
  readonly rank: number;
  /** Indices of `rank` rows of W that span its row space; empty where the rank is n (any basis of Rⁿ does). */
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
  if (clearlyFullRank(matrix)) return { rank: n, rows: new Int32Array(0) };
  // Rows of length one: the units of a pre-activation must not decide the rank.
  const values = Float64Array.from(matrix.dataSync());
  normaliseRows(values, { rows: m, size: n });
  const gram = new Float64Array(m * m);
  gramOfRows(values, { rows: m, size: n }, gram);
  const { rank, pivots } = pivotedCholesky(gram, m);
  return { rank, rows: rank === n ? new Int32Array(0) : pivots.slice(0, rank) };
}

/**
 * Whether every matrix has full column rank beyond doubt, so that z determines the noise of every example.
 *
 * WᵀW is one product of the backend; columns are scaled first, for units must not decide the rank.
 *
 * @param matrix shape: [m, n] or [B, m, n], readable synchronously.
 * @returns false also where float32 cannot tell.
 */
export function clearlyFullRank(matrix: tf.Tensor): boolean {
  const [m, n] = matrix.shape.slice(-2) as [number, number];
  if (m < n) return false;
  const product = tf.matMul(matrix, matrix, TRANSPOSED, AS_STORED);
  const regular = decide([product], (values) => {
    const grams = Float64Array.from(values);
    for (let at = 0; at < grams.length; at += n * n) {
      if (!clearlyRegular(grams.subarray(at, at + n * n), n)) return false;
    }
    return true;
  });
  product.dispose();
  return regular;
}

function clearlyRegular(gram: Float64Array, n: number): boolean {
  const lengths = Float64Array.from({ length: n }, (_, i) => Math.sqrt(gram[i * n + i]!));
  if (!lengths.every((length) => length > 0)) return false;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) gram[i * n + j] = gram[i * n + j]! / (lengths[i]! * lengths[j]!);
  }
  const { rank, pivotRatio } = pivotedCholesky(gram, n);
  return rank === n && pivotRatio > CLEARLY_FULL;
}
