/**
 * Rao-Blackwellised reparameterisation gradients (R2-G2): RT with its noise replaced by E[ε | z].
 *
 * Source: Lam, Bui, Deligiannidis, Teh, arXiv 2506.07687: definition 4.1, eq. 8, algorithm 1. With
 * A = W S, ε* = Aᵀ(AAᵀ)†Aε is the projection of ε on the row space of A. It is a constant: gradients flow
 * through A alone, so the scale's gradient and the one that goes upstream are conditioned, the mean's is RT's.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Draw, Estimator, GaussianSite, NoiseSource } from "./types.ts";
import type { LinearSolver, Solution } from "./linalg/types.ts";
import { applyMap } from "./linalg/linear_map.ts";
import { cholesky } from "./linalg/cholesky.ts";
import { momentCost, preactivationMoments, reciprocalOrZero } from "./local_reparameterisation.ts";
import {
  costWithoutWeights,
  costWithWeights,
  drawWithoutWeights,
  drawWithWeights,
  supportsPositions,
} from "./positions.ts";
import { reparameterisation } from "./reparameterisation.ts";
import {
  batchOf,
  constant,
  gaussianSite,
  isDenseSite,
  isWeightSite,
  latentNoise,
  likeInputs,
  noiseFrom,
  positionsOf,
  tidyDraw,
} from "./site.ts";
import { UnsupportedError } from "./unsupported.ts";

/** Settings of {@linkcode r2g2}. */
export interface R2g2Options {
  /** Name on the command line and in records. @default "r2g2" */
  readonly name?: string;
  /** Label in charts and tables. @default "R2-G2" */
  readonly label?: string;
  /** How systems are solved. @default cholesky, exact */
  readonly solver?: LinearSolver;
  /**
   * Whether weights that several positions share are sampled, as published, before they are conditioned on.
   * The law of the pre-activations and the gradient given them are the same either way.
   * @default false for the exact solver, true for another
   */
  readonly sampled?: boolean;
}

/**
 * An R2-G2 estimator.
 *
 * At a weight site of a dense layer (m = 1) the conditional noise has a closed form and pre-activations are
 * drawn directly, as LRT draws them (paper theorem 4.3). Where several positions share a layer's weights,
 * `positions.ts` conditions on all of them. At a latent site the solver conditions the noise.
 *
 * @throws {RangeError} for `sampled: false` with another solver than the exact one.
 * @example The published solver with ten iterations
 * ```ts
 * import { r2g2 } from "./r2g2.ts";
 * import { conjugateGradient } from "./linalg/conjugate_gradient.ts";
 * const estimator = r2g2({ name: "r2g2-cg10", solver: conjugateGradient({ maxIterations: 10 }) });
 * console.assert(estimator.name === "r2g2-cg10");
 * ```
 */
export function r2g2(
  { name = "r2g2", label = "R2-G2", solver = cholesky, sampled = solver.name !== "cholesky" }: R2g2Options =
    {},
): Estimator {
  if (!sampled && solver.name !== "cholesky") {
    throw new RangeError(`r2g2: sampled is false with solver ${solver.name}; only cholesky needs no sample`);
  }
  const closed = (site: GaussianSite) => isDenseSite(site) && !(sampled && solver.name === "cholesky");
  return {
    name,
    label,
    // An iterative solver stops early and damps the noise, so its gradient is biased by design.
    unbiased: solver.name !== "cg",
    options: {
      solver: solver.name,
      ...solver.options,
      ...(sampled === (solver.name !== "cholesky") ? {} : { sampled }),
    },
    supports(site) {
      if (isWeightSite(site)) return supportsPositions(site);
      return !(sampled && solver.name === "cholesky") ||
        "at a latent site R2-G2 samples the vector in any case: use r2g2";
    },
    noiseShape(site, batch) {
      if (!isWeightSite(site)) return reparameterisation.noiseShape(site, batch);
      const [n, units] = site.family.mean.shape as [number, number];
      if (closed(site)) return [batchOf(site), units];
      return sampled ? [batchOf(site), n, units] : [batchOf(site), positionsOf(site), units];
    },
    draw: (site, noise) =>
      tidyDraw(() => {
        if (!isWeightSite(gaussianSite(site))) return drawLatent(site, noise, solver);
        if (closed(site)) return drawDense(site, noise);
        requireSupported(name, supportsPositions(site));
        return sampled ? drawWithWeights(site, noise, solver) : drawWithoutWeights(site, noise);
      }),
    cost(site) {
      if (isWeightSite(site)) {
        if (closed(site)) return momentCost(site);
        return sampled ? costWithWeights(site, solver) : costWithoutWeights(site);
      }
      const [plain, solve] = [reparameterisation.cost(site), solver.cost(site)];
      const batch = batchOf(site, 1);
      return { fixed: plain.fixed + batch * solve.fixed, perIteration: batch * solve.perIteration };
    },
  };
}

function requireSupported(name: string, answer: true | string): void {
  if (answer !== true) throw new UnsupportedError(`${name}: ${answer}`);
}

/**
 * m = 1 for every unit: ε*_k = x_k σ_k z̃ / V with V = Σ x_k² σ_k². The path z* = Σ x_k σ_k ε*_k has the
 * derivative of ½ β V with β = z̃ / V held constant, so one product carries it and no ε* is formed.
 */
function drawDense(site: GaussianSite, source: NoiseSource): Draw {
  const { mean, variance } = preactivationMoments(site);
  const noise = noiseFrom(source, mean.shape);
  // β = ε / √V; a dead example has V = 0, no noise, and by the pseudo-inverse β = 0.
  const beta = constant(() => tf.mul(noise, reciprocalOrZero(tf.sqrt(variance))));
  const path = tf.mul(0.5, tf.mul(beta, variance));
  const deviation = tf.add(path, constant(() => tf.mul(0.5, tf.mul(beta, variance))));
  return {
    preactivations: likeInputs(site, tf.add(mean, deviation)),
    info: { solver: "closed-form", iterations: 0, residual: 0, rank: 1 },
  };
}

/** Algorithm 1: z* + stop(z − z*), with z* = Aε* and the mean's W µ outside. */
function drawLatent(site: GaussianSite, source: NoiseSource, solver: LinearSolver): Draw {
  const { map, family } = site;
  const noise = latentNoise(site, source);
  let solution: Solution | undefined;
  const conditional = constant(() => (solution = solver.conditionNoise(site, noise)).noise);
  const { iterations, residual, rank, unchanged } = solution!;
  const info = { solver: solver.name, iterations, residual, ...(rank === undefined ? {} : { rank }) };
  const value = tf.add(family.mean, family.applyRoot(noise));
  if (unchanged === true) return { preactivations: applyMap(map, value), value, info };
  const path = applyMap(map, tf.add(family.mean, family.applyRoot(conditional)));
  const rest = constant(() => applyMap(map, family.applyRoot(tf.sub(noise, conditional))));
  return { preactivations: tf.add(path, rest), value, info };
}
