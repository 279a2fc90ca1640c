/**
 * Conjugate gradient on AAᵀβ = z for a batch of systems, as the R2-G2 paper uses it.
 *
 * Deviations from the textbook, all of them the published ones:
 * 1. x0 is the right-hand side itself, not zero (option `start`).
 * 2. The stopping rule is absolute, per residual entry, and for the whole batch: iterations continue until
 *    every entry of every system is below the tolerance, or until the cap (option `stopping`).
 * 3. 1e-8 is added to the denominator of both steps, so that a finished system divides by something. This
 *    stalls a system once its squared residual is as small: near 1e-4 an entry, whatever the tolerance.
 *
 * In float32 this leaves a residual that matters where scales are small or uneven: ε* is then damped and
 * the gradient biased. Iterations and the largest residual are therefore part of every solution.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianSite } from "../types.ts";
import type { LinearSolver, PatchSolution, Solution } from "./types.ts";
import { applyMap, applyMapTransposed } from "./linear_map.ts";
import { gramFlops } from "../backend/ops/gram/gram.ts";
import { gramMatrices, gramProduct } from "../backend/ops/mod.ts";
import { canReadSync } from "../backend/read.ts";

/** Settings of {@linkcode conjugateGradient}. */
export interface ConjugateGradientOptions {
  /** Cap on iterations. @default 50, the paper's for VAEs */
  readonly maxIterations?: number;
  /** Largest residual entry that counts as solved, in units of z. @default 1e-3 */
  readonly tolerance?: number;
  /** First iterate: the right-hand side (published) or zero (textbook). @default "rhs" */
  readonly start?: "rhs" | "zero";
  /**
   * `published`: deviations 2 and 3. `relative`: each system stops on its own, once the length of its residual
   * is below tolerance times its right-hand side's; nothing is added to a denominator. @default "published"
   */
  readonly stopping?: "published" | "relative";
}

/** Added to denominators where the published rule stops (after the batched CG that the paper names). */
const DENOMINATOR_GUARD = 1e-8;

/** Relative residuals below this are rounding of float32, which more steps only amplify. */
const SMALLEST_RESIDUAL = 1e-6;

const KEEP_AXIS = true;

/**
 * The published solver.
 *
 * @throws {RangeError} for a cap that is not a positive integer or a tolerance that is not above zero.
 * @example Ten iterations instead of fifty
 * ```ts
 * import { conjugateGradient } from "./conjugate_gradient.ts";
 * console.assert(conjugateGradient({ maxIterations: 10 }).options["maxIterations"] === 10);
 * ```
 */
export function conjugateGradient(options: ConjugateGradientOptions = {}): LinearSolver {
  const settings = {
    maxIterations: 50,
    tolerance: 1e-3,
    start: "rhs" as const,
    stopping: "published" as const,
    ...options,
  };
  if (!Number.isInteger(settings.maxIterations) || settings.maxIterations < 1) {
    throw new RangeError(
      `cg: maxIterations is ${settings.maxIterations}; wanted a whole number of at least 1`,
    );
  }
  if (!(settings.tolerance > 0)) {
    throw new RangeError(`cg: tolerance is ${settings.tolerance}; wanted above 0`);
  }
  return {
    name: "cg",
    exact: false,
    options: settings,
    conditionNoise: (site, noise) => solve(site, noise, settings),
    solvePatches: (x, variance, deviation) => solvePatches({ x, variance, deviation }, settings),
    cost: (site) => site.map.kind === "inputs" ? patchCost(site) : iterationCost(site),
  };
}

function solve(site: GaussianSite, noise: tf.Tensor, settings: Required<ConjugateGradientOptions>): Solution {
  const { map, family } = site;
  const applyA = (vector: tf.Tensor) => applyMap(map, family.applyRoot(vector));
  const applyAT = (vector: tf.Tensor) => family.applyRootTransposed(applyMapTransposed(map, vector));
  const normalMatrix = (vector: tf.Tensor) => applyA(applyAT(vector));

  const z = tf.tidy(() => applyA(noise));
  const { x, iterations, converged } = iterate({ z, normalMatrix, axis: -1 }, settings);
  const solution = tf.tidy(() => applyAT(x));
  const residual = tf.tidy(() => largestEntry(tf.sub(applyA(solution), z)));
  tf.dispose([x, z]);
  return { noise: solution, status: converged ? "converged" : "unconverged", iterations, residual };
}

/** G is formed once: a product with it costs less than one with X and its transpose, and rounds no worse. */
function solvePatches(
  { x, variance, deviation }: { x: tf.Tensor3D; variance: tf.Tensor2D; deviation: tf.Tensor3D },
  settings: Required<ConjugateGradientOptions>,
): PatchSolution {
  const gram = gramMatrices(x, variance);
  const normalMatrix = (vector: tf.Tensor) => gramProduct(gram, vector as tf.Tensor3D);
  const { x: beta, iterations } = iterate({ z: deviation, normalMatrix, axis: 1 }, settings);
  const residual = tf.tidy(() => largestEntry(tf.sub(normalMatrix(beta), deviation)));
  gram.dispose();
  return { beta: beta as tf.Tensor3D, iterations, residual };
}

/** Systems AAᵀ x = z side by side; `axis` is that of one system's entries. */
interface Systems {
  readonly z: tf.Tensor;
  readonly normalMatrix: (vector: tf.Tensor) => tf.Tensor;
  readonly axis: number;
}

/** The caller disposes x. */
function iterate(
  { z, normalMatrix, axis }: Systems,
  settings: Required<ConjugateGradientOptions>,
): { x: tf.Tensor; iterations: number; converged: boolean } {
  const squared = (vector: tf.Tensor) => tf.sum(tf.square(vector), axis, KEEP_AXIS);
  const size = tf.tidy(() => squared(z));
  const rule = settings.stopping === "published" ? publishedRule : relativeRule(settings.tolerance);
  let state: State = tf.tidy(() => {
    const x = settings.start === "rhs" ? tf.clone(z) : tf.zerosLike(z);
    const r = settings.start === "rhs" ? tf.sub(z, normalMatrix(x)) : tf.clone(z);
    return { x, r, d: tf.clone(r), rs: squared(r) };
  });
  let iterations = 0;
  let miss = rule.miss(state, size);
  while (iterations < settings.maxIterations && !(miss < settings.tolerance)) {
    const divide = (top: tf.Tensor, bottom: tf.Tensor) => rule.divide(top, bottom, { state, size });
    const next = tf.tidy(() => step(state, { normalMatrix, axis }, divide));
    tf.dispose(state);
    state = next;
    iterations++;
    miss = rule.miss(state, size);
  }
  const { x, ...rest } = state;
  tf.dispose([size, ...Object.values(rest) as tf.Tensor[]]);
  return { x, iterations, converged: miss < settings.tolerance };
}

interface State extends tf.TensorContainerObject {
  readonly x: tf.Tensor;
  readonly r: tf.Tensor;
  readonly d: tf.Tensor;
  /** Squared length of every system's residual. shape: [B, 1] */
  readonly rs: tf.Tensor;
}

/** When to stop, and how a step divides. `size` is the squared length of every right-hand side, [B, 1]. */
interface StoppingRule {
  /** To be compared with the tolerance. */
  miss(state: State, size: tf.Tensor): number;
  divide(top: tf.Tensor, bottom: tf.Tensor, at: { state: State; size: tf.Tensor }): tf.Tensor;
}

const publishedRule: StoppingRule = {
  miss: ({ r }) => largestEntry(r),
  divide: (top, bottom) => tf.div(top, tf.add(bottom, DENOMINATOR_GUARD)),
};

/** A finished system takes steps of length zero: continuing would only amplify what rounding left. */
function relativeRule(tolerance: number): StoppingRule {
  return {
    miss: ({ rs }, size) => tf.tidy(() => Math.sqrt(largestEntry(tf.divNoNan(rs, size)))),
    divide(top, bottom, { state, size }) {
      const active = tf.greater(state.rs, tf.mul(size, Math.max(tolerance, SMALLEST_RESIDUAL) ** 2));
      return tf.mul(tf.cast(active, "float32"), tf.divNoNan(top, bottom));
    },
  };
}

function step(
  { x, r, d, rs }: State,
  { normalMatrix, axis }: Omit<Systems, "z">,
  divide: (top: tf.Tensor, bottom: tf.Tensor) => tf.Tensor,
): State {
  const product = normalMatrix(d);
  const alpha = divide(rs, tf.sum(tf.mul(d, product), axis, KEEP_AXIS));
  const nextR = tf.sub(r, tf.mul(alpha, product));
  const nextRs = tf.sum(tf.square(nextR), axis, KEEP_AXIS);
  const beta = divide(nextRs, rs);
  return { x: tf.add(x, tf.mul(alpha, d)), r: nextR, d: tf.add(nextR, tf.mul(beta, d)), rs: nextRs };
}

/** NaN where values cannot be read at once: such a backend runs to the cap. */
function largestEntry(residual: tf.Tensor): number {
  if (!canReadSync()) return NaN;
  return tf.tidy(() => tf.max(tf.abs(residual)).dataSync()[0]!);
}

function iterationCost({ map, family }: GaussianSite): { fixed: number; perIteration: number } {
  const product = 2 * map.outputs * map.inputs + 2 * family.noiseSize;
  return { fixed: 4 * product, perIteration: 2 * product + 10 * map.outputs };
}

/** The Gram matrices, a product with them before the first iteration and in each, and vectors of length P. */
function patchCost({ map, family }: GaussianSite): { fixed: number; perIteration: number } {
  const [inner, cols] = family.mean.shape as [number, number];
  const product = 2 * map.outputs ** 2 * cols;
  return {
    fixed: gramFlops({ batch: 1, positions: map.outputs, inner, cols }) + 2 * product +
      12 * map.outputs * cols,
    perIteration: product + 12 * map.outputs * cols,
  };
}
