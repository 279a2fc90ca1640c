/**
 * Exact conditioning by pivoted Cholesky factors in float64: the default solver and the reference.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianSite } from "../types.ts";
import type { LinearSolver, Solution } from "./types.ts";
import { pivotedCholesky, solvePivoted } from "./pivoted_cholesky.ts";
import { rowSpace } from "./rank.ts";

/**
 * ε* = Aᵀ(AAᵀ)†Aε example by example (paper def. 4.1, eq. 8), A = W S.
 *
 * A shared W is reduced to rows that span its row space, once; full column rank needs no solve at all.
 * Singular systems (dead inputs, repeated rows, m > n) are solved on their range, never perturbed.
 */
export const cholesky: LinearSolver = {
  name: "cholesky",
  options: {},
  conditionNoise(site, noise) {
    const { map, family } = site;
    const space = map.batch === undefined ? rowSpace(map.matrix as tf.Tensor2D) : undefined;
    if (space !== undefined && family.invertibleRoot && space.rank === map.inputs) {
      const status = space.rank < map.outputs ? "rank-deficient" : "converged";
      return { noise: tf.clone(noise), status, iterations: 0, residual: 0, rank: space.rank };
    }
    const root = tf.tidy(() => {
      const spanning = space === undefined || space.rows.length === 0
        ? map.matrix
        : tf.gather(map.matrix, tf.tensor1d(space.rows, "int32"));
      return family.timesRoot(spanning);
    });
    const solution = projectOnRowSpace(root, noise);
    root.dispose();
    return solution;
  },
  cost: exactCost,
};

/** Gram matrix, factor, two triangular solves and two products with A; nothing where W has n ≤ m. */
function exactCost({ map, family }: GaussianSite): { fixed: number; perIteration: number } {
  const [m, n] = [Math.min(map.outputs, family.noiseSize), family.noiseSize];
  if (map.outputs >= map.inputs && map.batch === undefined && family.invertibleRoot) {
    return { fixed: 0, perIteration: 0 };
  }
  return { fixed: m * n + m * (m + 1) * n + m ** 3 / 3 + 2 * m * m + 4 * m * n, perIteration: 0 };
}

/**
 * Projects each row of noise on the row space of A.
 *
 * @param root A. shape: [m, k] shared, or [B, m, k].
 * @param noise shape: [B, k]
 */
export function projectOnRowSpace(root: tf.Tensor, noise: tf.Tensor): Solution {
  const [rows, size] = root.shape.slice(-2) as [number, number];
  const batch = noise.shape[0]!;
  const shared = root.rank === 2;
  const matrix = Float64Array.from(root.dataSync());
  const draws = noise.dataSync();
  const projected = new Float32Array(batch * size);
  const gram = new Float64Array(rows * rows);
  const target = new Float64Array(rows);
  let factor: ReturnType<typeof pivotedCholesky> | undefined;
  let [rank, residual, deficient] = [0, 0, false];
  for (let b = 0; b < batch; b++) {
    const a = shared ? matrix : matrix.subarray(b * rows * size, (b + 1) * rows * size);
    const epsilon = draws.subarray(b * size, (b + 1) * size);
    const out = projected.subarray(b * size, (b + 1) * size);
    if (factor === undefined || !shared) {
      gramOf(a, { rows, size, gram });
      factor = pivotedCholesky(gram, rows);
      rank = Math.max(rank, factor.rank);
      deficient ||= factor.rank < rows;
    }
    multiply(a, epsilon, target);
    const beta = Float64Array.from(target);
    solvePivoted(gram, factor, beta);
    multiplyTransposed(a, beta, out);
    residual = Math.max(residual, largestMiss(a, out, target));
  }
  return {
    noise: tf.tensor(projected, [batch, size]),
    status: deficient ? "rank-deficient" : "converged",
    iterations: 0,
    residual,
    rank,
  };
}

function gramOf(
  a: Float64Array,
  { rows, size, gram }: { rows: number; size: number; gram: Float64Array },
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += a[i * size + k]! * a[j * size + k]!;
      gram[i * rows + j] = gram[j * rows + i] = sum;
    }
  }
}

/** a · vector, rows × size. */
function multiply(a: Float64Array, vector: ArrayLike<number>, out: Float64Array): void {
  const size = vector.length;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += a[i * size + k]! * vector[k]!;
    out[i] = sum;
  }
}

function multiplyTransposed(a: Float64Array, vector: Float64Array, out: Float32Array): void {
  const size = out.length;
  const sums = new Float64Array(size);
  for (let i = 0; i < vector.length; i++) {
    if (vector[i] === 0) continue;
    for (let k = 0; k < size; k++) sums[k]! += a[i * size + k]! * vector[i]!;
  }
  out.set(sums);
}

function largestMiss(a: Float64Array, noise: Float32Array, target: Float64Array): number {
  const reached = new Float64Array(target.length);
  multiply(a, noise, reached);
  return reached.reduce((worst, value, i) => Math.max(worst, Math.abs(value - target[i]!)), 0);
}
