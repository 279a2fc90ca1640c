/**
 * Rao-Blackwellised reparameterisation gradients (R2-G2): RT with its noise replaced by E[ε | z].
 *
 *     z = W(µ + S ε),  A = W S      ε* = E[ε | z] = Aᵀ(AAᵀ)†A ε      ∇S = (Wᵀg) ε*ᵀ,  ∇W = g (µ + S ε*)ᵀ
 *
 * Source: Lam, Bui, Deligiannidis, Teh, arXiv 2506.07687: definition 4.1, eq. 8, algorithm 1. ε* is the projection
 * of ε on the row space of A, and a constant: gradients flow through A alone, so the scale's gradient and the one
 * that goes upstream are conditioned, the mean's is RT's.
 * @module
 */
import { labelOf } from "./labels.ts";
import * as tf from "@tensorflow/tfjs";
import type { Draw, Estimator, GaussianSite, NoiseSource } from "./types.ts";
import type { LinearSolver, Solution } from "./linalg/types.ts";
import { applyMap } from "./linalg/linear_map.ts";
import { cholesky } from "./linalg/cholesky.ts";
import { gaussianSample } from "./backend/ops/mod.ts";
import { momentCost, momentsOf } from "./local_reparameterisation.ts";
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
  /** Label in charts and tables. @default that of the name, see `labels.ts` */
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
 * @throws {RangeError} for `sampled: false` with a solver that is not exact.
 * @example The published solver with ten iterations
 * ```ts
 * import { r2g2 } from "./r2g2.ts";
 * import { conjugateGradient } from "./linalg/conjugate_gradient.ts";
 * const estimator = r2g2({ name: "r2g2-cg10", solver: conjugateGradient({ maxIterations: 10 }) });
 * console.assert(estimator.name === "r2g2-cg10");
 * ```
 */
export function r2g2(
  { name = "r2g2", label = labelOf(name), solver = cholesky, sampled = !solver.exact }: R2g2Options = {},
): Estimator {
  if (!sampled && !solver.exact) {
    throw new RangeError(
      `r2g2: sampled is false with solver ${solver.name}; only an exact solver needs no sample`,
    );
  }
  // Weights are sampled although nothing needs it, to show the published way: then no closed form either.
  const forced = sampled && solver.exact;
  const [latent, withWeights] = [latentWay(solver), sampledWeights(solver)];
  const wayAt = (site: GaussianSite): Way => {
    if (!isWeightSite(site)) return latent;
    if (isDenseSite(site) && !forced) return closedForm;
    return sampled ? withWeights : withoutWeights;
  };
  return {
    name,
    label,
    // A solver that stops early damps the noise, so its gradient is biased by design.
    unbiased: solver.exact,
    options: { solver: solver.name, ...solver.options, ...(forced ? { sampled } : {}) },
    supports(site) {
      if (isWeightSite(site)) return supportsPositions(site);
      return !forced || "at a latent site R2-G2 samples the vector in any case: use r2g2";
    },
    noiseShape: (site, batch) => wayAt(site).noiseShape(site, batch),
    draw: (site, noise) =>
      tidyDraw(() => {
        const way = wayAt(gaussianSite(site));
        if (way !== latent) requireSupported(name, supportsPositions(site));
        return way.draw(site, noise);
      }),
    cost: (site) => wayAt(site).cost(site),
  };
}

function requireSupported(name: string, answer: true | string): void {
  if (answer !== true) throw new UnsupportedError(`${name}: ${answer}`);
}

/** How a kind of site is drawn. */
type Way = Pick<Estimator, "noiseShape" | "draw" | "cost">;

const closedForm: Way = {
  noiseShape: (site) => [batchOf(site), unitsOf(site)],
  draw: drawDense,
  cost: momentCost,
};

const withoutWeights: Way = {
  noiseShape: (site) => [batchOf(site), positionsOf(site), unitsOf(site)],
  draw: drawWithoutWeights,
  cost: costWithoutWeights,
};

const sampledWeights = (solver: LinearSolver): Way => ({
  noiseShape: (site) => [batchOf(site), ...site.family.mean.shape],
  draw: (site, noise) => drawWithWeights(site, noise, solver),
  cost: (site) => costWithWeights(site, solver),
});

const latentWay = (solver: LinearSolver): Way => ({
  noiseShape: reparameterisation.noiseShape,
  draw: (site, noise) => drawLatent(site, noise, solver),
  cost(site) {
    const [plain, solve] = [reparameterisation.cost(site), solver.cost(site)];
    const batch = batchOf(site, 1);
    return { fixed: plain.fixed + batch * solve.fixed, perIteration: batch * solve.perIteration };
  },
});

const unitsOf = ({ family }: GaussianSite): number => family.mean.shape[1]!;

/**
 * m = 1 for every unit: ε*_k = x_k σ_k z̃ / V with V = Σ x_k² σ_k². The path z* = Σ x_k σ_k ε*_k has the
 * derivative of ½ β V with β = z̃ / V held constant, so one product carries it and no ε* is formed.
 */
function drawDense(site: GaussianSite, source: NoiseSource): Draw {
  const { mean, variance } = momentsOf(site);
  const noise = noiseFrom(source, mean.shape);
  // β = ε / √V; a dead example has V = 0, no noise, and by the pseudo-inverse β = 0.
  return {
    preactivations: likeInputs(site, gaussianSample(mean, variance, { noise, conditioned: true })),
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
