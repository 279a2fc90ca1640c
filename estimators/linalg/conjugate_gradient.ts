/**
 * Conjugate gradient on AAᵀβ = z for a batch of systems, as the R2-G2 paper uses it.
 *
 * Deviations from the textbook, all of them the published ones:
 * 1. x0 is the right-hand side itself, not zero (option `start`).
 * 2. The stopping rule is absolute, per residual entry, and for the whole batch: iterations go on until
 *    every entry of every system is below the tolerance, or until the cap.
 * 3. 1e-8 is added to the denominator of both steps, so that a finished system divides by something.
 *
 * In float32 this leaves a residual that matters where scales are small or uneven: ε* is then damped and
 * the gradient biased. Iterations and the largest residual are therefore part of every solution.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianSite } from "../types.ts";
import type { LinearSolver, Solution } from "./types.ts";
import { applyMap, applyMapTransposed } from "./linear_map.ts";
import { canReadSync } from "../backend/read.ts";

/** Settings of {@linkcode conjugateGradient}. */
export interface ConjugateGradientOptions {
  /** Cap on iterations. @default 50, the paper's for VAEs */
  readonly maxIterations?: number;
  /** Largest residual entry that counts as solved, in units of z. @default 1e-3 */
  readonly tolerance?: number;
  /** First iterate: the right-hand side (published) or zero (textbook). @default "rhs" */
  readonly start?: "rhs" | "zero";
}

/** Added to the denominator of a step (paper, after its reference implementation of batched CG). */
const DENOMINATOR_GUARD = 1e-8;

const KEEP_AXIS = true;

/**
 * The published solver.
 *
 * @throws {RangeError} for a cap that is not a positive integer or a tolerance that is not above zero.
 * @example Ten iterations instead of fifty
 * ```ts
 * import { conjugateGradient } from "./conjugate_gradient.ts";
 * console.assert(conjugateGradient({ maxIterations: 10 }).options.maxIterations === 10);
 * ```
 */
export function conjugateGradient(options: ConjugateGradientOptions = {}): LinearSolver {
  const settings = { maxIterations: 50, tolerance: 1e-3, start: "rhs" as const, ...options };
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
    options: settings,
    conditionNoise: (site, noise) => solve(site, noise, settings),
    cost: iterationCost,
  };
}

function solve(site: GaussianSite, noise: tf.Tensor, settings: Required<ConjugateGradientOptions>): Solution {
  const { map, family } = site;
  const applyA = (vector: tf.Tensor) => applyMap(map, family.applyRoot(vector));
  const applyAT = (vector: tf.Tensor) => family.applyRootTransposed(applyMapTransposed(map, vector));
  const normalMatrix = (vector: tf.Tensor) => applyA(applyAT(vector));

  const z = tf.tidy(() => applyA(noise));
  const start = settings.start;
  let state = tf.tidy(() => {
    const x = start === "rhs" ? tf.clone(z) : tf.zerosLike(z);
    const r = start === "rhs" ? tf.sub(z, normalMatrix(x)) : tf.clone(z);
    return { x, r, d: tf.clone(r), rs: tf.sum(tf.square(r), -1, KEEP_AXIS) };
  });
  let iterations = 0;
  let residual = largestEntry(state.r);
  while (iterations < settings.maxIterations && !(residual < settings.tolerance)) {
    const next = tf.tidy(() => step(state, normalMatrix));
    tf.dispose(state);
    state = next;
    iterations++;
    residual = largestEntry(state.r);
  }
  const solution = tf.tidy(() => applyAT(state.x));
  const miss = tf.tidy(() => largestEntry(tf.sub(applyA(solution), z)));
  tf.dispose([state, z]);
  const status = residual < settings.tolerance ? "converged" : "unconverged";
  return { noise: solution, status, iterations, residual: miss };
}

interface State extends tf.TensorContainerObject {
  readonly x: tf.Tensor;
  readonly r: tf.Tensor;
  readonly d: tf.Tensor;
  readonly rs: tf.Tensor;
}

function step({ x, r, d, rs }: State, normalMatrix: (vector: tf.Tensor) => tf.Tensor): State {
  const product = normalMatrix(d);
  const curvature = tf.sum(tf.mul(d, product), -1, KEEP_AXIS);
  const alpha = tf.div(rs, tf.add(curvature, DENOMINATOR_GUARD));
  const nextR = tf.sub(r, tf.mul(alpha, product));
  const nextRs = tf.sum(tf.square(nextR), -1, KEEP_AXIS);
  const beta = tf.div(nextRs, tf.add(rs, DENOMINATOR_GUARD));
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
