/**
 * Conditioning by products of the backend and a compiled solver: the fast path of `cholesky`.
 *
 * The Gram matrices AAᵀ are formed in float32 and factored in float64. That loses accuracy where A is badly
 * conditioned, so nothing is taken on trust: every system must have full rank with pivots that float32 can tell
 * from noise, the solution is refined once, and must then reproduce z = Aε to float32 rounding. Otherwise
 * there is no result, and the caller solves in float64.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { DiagonalFamily } from "../families/diagonal.ts";
import type { GaussianSite } from "../types.ts";
import type { Solution } from "./types.ts";
import { solveSemidefinite } from "../backend/ops.ts";
import { applyMap, applyMapTransposed, AS_STORED, TRANSPOSED } from "./linear_map.ts";

/** Largest |Aε* − z| over the largest |z|: sums of a few hundred float32 products round to about this. */
const ACCEPTED_MISS = 5e-6;
/**
 * Pivots below this share of the largest are left to float64: after one refinement the error of ε* is near
 * 1e-7 times the condition of A, which is the root of the pivots' spread.
 */
const RANK_TOLERANCE = 1e-4;

/**
 * ε* for a site whose map has full row rank; undefined where the backend has no compiled solver, or where
 * float32 does not suffice for these systems.
 *
 * @param noise shape: [B, noiseSize]
 */
export function projectInSinglePrecision(site: GaussianSite, noise: tf.Tensor): Solution | undefined {
  const { map, family } = site;
  const apply = (vector: tf.Tensor) => applyMap(map, family.applyRoot(vector));
  const adjoint = (vector: tf.Tensor) => family.applyRootTransposed(applyMapTransposed(map, vector));
  const gram = gramMatrices(site);
  if (gram === undefined) return undefined;
  const z = tf.tidy(() => apply(noise)) as tf.Tensor2D;
  let residual = NaN;
  const projection = tf.tidy(() => {
    const first = project(gram, z, adjoint);
    if (first === undefined) return undefined;
    // A small miss does not prove a small error: what AAᵀ damps, the miss hides. So refine in any case.
    const correction = project(gram, tf.sub(z, apply(first)) as tf.Tensor2D, adjoint)!;
    const result = tf.add(first, correction);
    const [miss, size] = tf.stack([tf.max(tf.abs(tf.sub(z, apply(result)))), tf.max(tf.abs(z))]).dataSync();
    residual = miss!;
    return miss! <= ACCEPTED_MISS * size! ? result : undefined;
  });
  tf.dispose([gram, z]);
  if (projection === undefined) return undefined;
  return { noise: projection, status: "converged", iterations: 0, residual, rank: map.outputs };
}

/** Aᵀ G⁻¹ z; undefined without a compiled solver, or where a system has not full rank. */
function project(
  gram: tf.Tensor3D,
  z: tf.Tensor2D,
  adjoint: (vector: tf.Tensor) => tf.Tensor,
): tf.Tensor | undefined {
  const solved = solveSemidefinite(gram, z, { tolerance: RANK_TOLERANCE });
  if (solved === undefined) return undefined;
  if (solved.ranks.dataSync().some((rank) => rank < z.shape[1])) return undefined;
  return adjoint(solved.solution);
}

/** AAᵀ of every example. shape: [B, m, m]; undefined where all examples share one, which float64 solves once. */
function gramMatrices({ map, family }: GaussianSite): tf.Tensor3D | undefined {
  if (map.batch === undefined && family.mean.rank === 1) return undefined;
  return tf.tidy(() => {
    if (map.batch === undefined && family.kind === "diagonal") {
      return sharedMapGram(map.matrix as tf.Tensor2D, (family as DiagonalFamily).variance() as tf.Tensor2D);
    }
    const root = family.timesRoot(map.matrix);
    return tf.matMul(root, root, AS_STORED, TRANSPOSED) as tf.Tensor3D;
  });
}

/**
 * W diag(σ_b²) Wᵀ for all b as one product: entry (i, j) is Σ_k σ_bk² W_ik W_jk, so the products of pairs of
 * rows are formed once, whatever the batch. shapes: [m, n], [B, n] -> [B, m, m]
 */
function sharedMapGram(matrix: tf.Tensor2D, variance: tf.Tensor2D): tf.Tensor3D {
  const m = matrix.shape[0];
  const pairs = tf.tensor2d(rowPairs(matrix), [m * m, matrix.shape[1]]);
  return tf.reshape(tf.matMul(variance, pairs, AS_STORED, TRANSPOSED), [variance.shape[0], m, m]);
}

/** Products of every pair of rows, (i, j) in row i · m + j; a broadcast product of the backend is far slower. */
function rowPairs(matrix: tf.Tensor2D): Float32Array {
  const [m, n] = matrix.shape;
  const values = matrix.dataSync();
  const pairs = new Float32Array(m * m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      const at = (i * m + j) * n;
      for (let k = 0; k < n; k++) pairs[at + k] = values[i * n + k]! * values[j * n + k]!;
      pairs.copyWithin((j * m + i) * n, at, at + n);
    }
  }
  return pairs;
}
