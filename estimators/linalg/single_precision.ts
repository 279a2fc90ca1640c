/**
 * Conditioning by products of the backend and compiled factors: the fast path of `cholesky`.
 *
 * The Gram matrices AAᵀ are formed and factored in float32. That loses accuracy where A is badly conditioned,
 * so nothing is taken on trust: every system must have full rank with pivots that float32 can tell from
 * noise, the solution is refined until a refinement changes too little to matter, and must then reproduce
 * z = Aε to float32 rounding. Otherwise there is no result, and the caller solves in float64.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianSite } from "../types.ts";
import type { Solution } from "./types.ts";
import {
  canFactor,
  factorMatrices,
  type Factors,
  factorWeighted,
  solveFactored,
} from "../backend/ops/systems/factors.ts";
import { decide, report } from "../backend/read.ts";
import { applyMap, applyMapTransposed, AS_STORED, TRANSPOSED } from "./linear_map.ts";

/** Largest |Aε* − z| over the largest |z|: sums of a few hundred float32 products round to about this. */
const ACCEPTED_MISS = 5e-6;
/**
 * Pivots below this share of their diagonal are left to float64: the error of a refined ε* is near 1e-7 times
 * the condition of A, which is about the root of the pivots' spread.
 */
const LEAST_PIVOT = 1e-4;
/** A refinement shrinks the error by a factor; once this much of it is left, in units of ε*, it is done. */
const ACCEPTED_ERROR = 2e-6;
const MOST_REFINEMENTS = 3;

/**
 * ε* for a site whose map has full row rank; undefined where the backend has no compiled solver, or where
 * float32 does not suffice for these systems.
 *
 * @param noise shape: [B, noiseSize]
 */
export function projectInSinglePrecision(site: GaussianSite, noise: tf.Tensor): Solution | undefined {
  const { map, family } = site;
  // Where all examples share one A, float64 solves it once.
  if (!canFactor() || (map.batch === undefined && family.rootBatch === undefined)) return undefined;
  let residual = NaN;
  const projection = tf.tidy(() => {
    const root = rootOf(site);
    const factors = root.factor();
    if (!decide([factors.pivots], (pivots) => pivots.every((pivot) => pivot >= LEAST_PIVOT))) {
      return undefined;
    }
    const refined = refine(root, { factors, z: root.apply(noise) });
    residual = refined?.residual ?? NaN;
    return refined?.projection;
  });
  if (projection === undefined) return undefined;
  return { noise: projection, status: "converged", iterations: 0, residual, rank: map.outputs };
}

/**
 * Aᵀ(AAᵀ)⁻¹z, refined at least once: a small miss does not prove a small error, for what AAᵀ damps, the miss
 * hides. How much the first refinement changes is how much of the error a further one would leave.
 */
function refine(
  { apply, adjoint }: Root,
  { factors, z }: { readonly factors: Factors; readonly z: tf.Tensor2D },
): { readonly projection: tf.Tensor; readonly residual: number } | undefined {
  let projection = adjoint(solveFactored(factors, z));
  let miss = tf.sub(z, apply(projection)) as tf.Tensor2D;
  for (let round = 1; round <= MOST_REFINEMENTS; round++) {
    const correction = adjoint(solveFactored(factors, miss));
    projection = tf.add(projection, correction);
    miss = tf.sub(z, apply(projection)) as tf.Tensor2D;
    const sizes = tf.stack([correction, projection].map(largest));
    const misses = tf.stack([miss, z].map(largest));
    const outcome = decide([sizes, misses], (size, [left, right]) => {
      const change = size[0]! / size[1]!;
      if (change ** (1 + 1 / round) > ACCEPTED_ERROR) return "go on";
      return left! <= ACCEPTED_MISS * right! ? "done" : "in vain";
    });
    if (outcome === "go on") continue;
    return outcome === "done"
      ? { projection, residual: report("residual", [misses], ([left]) => left!) }
      : undefined;
  }
  return undefined;
}

/** A = W S of every example: its products, and the factors of its Gram matrices. */
interface Root {
  /** A v. shape: [B, noiseSize] -> [B, m] */
  apply(vector: tf.Tensor): tf.Tensor2D;
  /** Aᵀu. shape: [B, m] -> [B, noiseSize] */
  adjoint(vector: tf.Tensor): tf.Tensor2D;
  factor(): Factors;
}

function rootOf({ map, family }: GaussianSite): Root {
  if (map.batch === undefined && family.diagonalRoot !== undefined) {
    const scale = family.diagonalRoot() as tf.Tensor2D;
    return {
      apply: (vector) => applyMap(map, tf.mul(scale, vector)) as tf.Tensor2D,
      adjoint: (vector) => tf.mul(scale, applyMapTransposed(map, vector)),
      factor: () => factorWeighted(map.matrix as tf.Tensor2D, tf.square(scale)),
    };
  }
  return {
    apply: (vector) => applyMap(map, family.applyRoot(vector)) as tf.Tensor2D,
    adjoint: (vector) => family.applyRootTransposed(applyMapTransposed(map, vector)) as tf.Tensor2D,
    factor() {
      const root = family.timesRoot(map.matrix);
      return factorMatrices(tf.matMul(root, root, AS_STORED, TRANSPOSED) as tf.Tensor3D);
    },
  };
}

const largest = (values: tf.Tensor): tf.Tensor => tf.max(tf.abs(values));
