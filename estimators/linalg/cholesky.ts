/**
 * Exact conditioning by pivoted Cholesky factors in float64: the default solver and the reference.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianSite } from "../types.ts";
import type { LinearSolver, Solution } from "./types.ts";
import {
  type Extent,
  gramOfRows,
  multiply,
  multiplyTransposed,
  normaliseRows,
} from "../backend/ops/systems/float64.ts";
import {
  pivotedCholesky,
  type PivotedFactor,
  solvePivoted,
} from "../backend/ops/systems/pivoted_cholesky.ts";
import { gramDraw } from "../backend/ops/mod.ts";
import { gramFlops } from "../backend/ops/gram/gram.ts";
import { factorFlops } from "../backend/ops/gram/gram_draw.ts";
import { denseMap } from "./linear_map.ts";
import { canReadSync } from "../backend/read.ts";
import { projectOnDevice } from "./on_device.ts";
import { clearlyFullRank, rowSpace } from "./rank.ts";
import { projectInSinglePrecision } from "./single_precision.ts";

/**
 * ε* = Aᵀ(AAᵀ)†Aε example by example (paper def. 4.1, eq. 8), A = W S.
 *
 * A shared W is reduced to rows that span its row space, once. Full column rank needs no solve at all.
 * Singular systems (dead inputs, repeated rows, m > n) are solved on their range, never perturbed.
 */
export const cholesky: LinearSolver = {
  name: "cholesky",
  exact: true,
  options: {},
  conditionNoise(site, noise) {
    if (!canReadSync()) return projectOnDevice(site, noise);
    const { map, family } = site;
    if (map.batch !== undefined && !clearlyFullRank(map.matrix)) return onSite(site, noise);
    // Fewer outputs than latents: if the rows are independent beyond doubt, no rank need be found.
    const wide = map.batch === undefined && map.outputs < map.inputs;
    const fast = wide ? projectInSinglePrecision(site, noise) : undefined;
    if (fast !== undefined) return fast;
    const { rank, rows } = map.batch === undefined
      ? rowSpace(map.matrix as tf.Tensor2D)
      : { rank: map.inputs, rows: new Int32Array(0) };
    if (rank === map.inputs && family.invertibleRoot) {
      const status = rank < map.outputs ? "rank-deficient" : "converged";
      return { noise: tf.clone(noise), status, iterations: 0, residual: 0, rank, unchanged: true };
    }
    if (rank === 0) {
      return { noise: tf.zerosLike(noise), status: "rank-deficient", iterations: 0, residual: 0, rank };
    }
    // At rank n any basis of Rⁿ spans the row space of W, and the identity leaves A = S.
    const basis = rank === map.inputs
      ? tf.eye(map.inputs)
      : tf.tidy(() => tf.gather(map.matrix, tf.tensor1d(rows, "int32")));
    const reduced = { map: denseMap(basis), family };
    const solution = wide && rank === map.outputs ? inFloat64(reduced, noise) : onSite(reduced, noise);
    basis.dispose();
    return solution;
  },
  solvePatches(x, variance, given) {
    const { deviation, beta, rank, residual } = gramDraw(x, variance, { deviation: given });
    deviation.dispose();
    return { beta, iterations: 0, residual, ...(rank === undefined ? {} : { rank }) };
  },
  cost: (site) => site.map.kind === "inputs" ? gramCost(site) : exactCost(site),
};

/** In float32 with a compiled solver where that is exact to rounding, else in float64. */
function onSite(site: GaussianSite, noise: tf.Tensor): Solution {
  return projectInSinglePrecision(site, noise) ?? inFloat64(site, noise);
}

function inFloat64(site: GaussianSite, noise: tf.Tensor): Solution {
  const root = tf.tidy(() => site.family.timesRoot(site.map.matrix));
  const solution = projectOnRowSpace(root, noise);
  root.dispose();
  return solution;
}

/**
 * Gram matrix, factor, two triangular solves and two products with A. Where W has n ≤ m and full rank nothing
 * is solved; a map per example then still pays for seeing that, which a shared one pays once a batch.
 */
function exactCost({ map, family }: GaussianSite): { fixed: number; perIteration: number } {
  const [m, n] = [Math.min(map.outputs, family.noiseSize), family.noiseSize];
  if (map.outputs >= map.inputs && family.invertibleRoot) {
    const seen = 2 * map.outputs * n * n + n ** 3 / 3;
    return { fixed: map.batch === undefined ? 0 : seen, perIteration: 0 };
  }
  return { fixed: m * n + m * (m + 1) * n + m ** 3 / 3 + 2 * m * m + 4 * m * n, perIteration: 0 };
}

/** Gram matrices of all channels and a factor of each. */
function gramCost({ map, family }: GaussianSite): { fixed: number; perIteration: number } {
  const [inner, cols] = family.mean.shape as [number, number];
  const sizes = { batch: 1, positions: map.outputs, inner, cols };
  return { fixed: gramFlops(sizes) + factorFlops(sizes), perIteration: 0 };
}

/** Miss of a projection, in units of the noise's length, above which it is refined once more. */
const REFINE_ABOVE = 1e-6;

/**
 * Projects each row of noise on the row space of A.
 *
 * @param root A. shape: [m, k] shared, or [B, m, k].
 * @param noise shape: [B, k]
 */
function projectOnRowSpace(root: tf.Tensor, noise: tf.Tensor): Solution {
  const [rows, size] = root.shape.slice(-2) as [number, number];
  const batch = noise.shape[0]!;
  const shared = root.rank === 2;
  const matrices = Float64Array.from(root.dataSync());
  const draws = noise.dataSync();
  const projected = new Float32Array(batch * size);
  const gram = new Float64Array(rows * rows);
  const target = new Float64Array(rows);
  let system: System | undefined;
  let [rank, residual, deficient] = [0, 0, false];
  for (let b = 0; b < batch; b++) {
    if (system === undefined || !shared) {
      const a = shared ? matrices : matrices.subarray(b * rows * size, (b + 1) * rows * size);
      system = factorRows(a, { rows, size }, gram);
      rank = Math.max(rank, system.factor.rank);
      deficient ||= system.factor.rank < rows;
    }
    const epsilon = draws.subarray(b * size, (b + 1) * size);
    multiply(system.a, epsilon, target);
    const out = projected.subarray(b * size, (b + 1) * size);
    residual = Math.max(residual, projectOne(system, { target, length: lengthOf(epsilon) }, out));
  }
  return {
    noise: tf.tensor(projected, [batch, size]),
    status: deficient ? "rank-deficient" : "converged",
    iterations: 0,
    residual,
    rank,
  };
}

/** One factored system; its rows have length one, which changes no row space and evens out their scales. */
interface System {
  readonly a: Float64Array;
  readonly rowLengths: Float64Array;
  readonly gram: Float64Array;
  readonly factor: PivotedFactor;
}

function factorRows(a: Float64Array, extent: Extent, gram: Float64Array): System {
  const rowLengths = normaliseRows(a, extent);
  gramOfRows(a, extent, gram);
  return { a, rowLengths, gram, factor: pivotedCholesky(gram, extent.rows) };
}

/** ε* = Aᵀβ by normal equations and, where they lost digits, one step of refinement. Returns |Aε* − z|. */
function projectOne(
  { a, rowLengths, gram, factor }: System,
  { target, length }: { target: Float64Array; length: number },
  out: Float32Array,
): number {
  const sum = new Float64Array(out.length);
  const step = new Float64Array(out.length);
  const miss = Float64Array.from(target);
  for (let round = 0; round < 3; round++) {
    solvePivoted(gram, factor, miss);
    multiplyTransposed(a, miss, step);
    for (let k = 0; k < sum.length; k++) sum[k] = sum[k]! + step[k]!;
    out.set(sum);
    multiply(a, out, miss);
    for (let i = 0; i < miss.length; i++) miss[i] = target[i]! - miss[i]!;
    if (!(miss.some((value) => Math.abs(value) > REFINE_ABOVE * length))) break;
  }
  return miss.reduce((worst, value, i) => Math.max(worst, Math.abs(value) * rowLengths[i]!), 0);
}

function lengthOf(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < vector.length; k++) sum += vector[k]! * vector[k]!;
  return Math.sqrt(sum);
}
