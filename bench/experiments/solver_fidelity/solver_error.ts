/**
 * How far a solver's conditional noise is from the noise itself, and from the exact conditional mean.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { cholesky, type GaussianSite, type Key, type LinearSolver, normal } from "../../../estimators/mod.ts";
import type { Metric } from "../../store/mod.ts";

/** Settings of {@linkcode solverError}. */
export interface SolverErrorOptions {
  readonly solver: LinearSolver;
  /** Key of the noise: the same for every solver. */
  readonly key: Key;
  readonly layer: string;
  readonly at: Readonly<Record<string, string | number>>;
}

/**
 * `noise-distance` ‖ε* − ε‖ / ‖ε‖ and `solver-error` ‖ε* − ε*_exact‖ / ‖ε*_exact‖ of every example; `latent-bias`,
 * the mean of (ε* − ε*_exact)_k ε_k for every latent k, which is the share by which the gradient of σ_k is off
 * for a loss that is curved in v_k alone (−0.3: 30 % are missing); and the solver's `solver-iterations` and
 * `solver-residual` (in units of z), one value each.
 *
 * @param site a latent site; its family says the number of examples.
 */
export async function solverError(site: GaussianSite, options: SolverErrorOptions): Promise<Metric[]> {
  const { solver, key, layer, at } = options;
  const noise = normal(key, site.family.mean.shape);
  const [solution, exact] = [solver.conditionNoise(site, noise), cholesky.conditionNoise(site, noise)];
  const ratios = tf.tidy(() => [
    relativeDistance(solution.noise, noise),
    relativeDistance(solution.noise, exact.noise),
    tf.mean(tf.mul(tf.sub(solution.noise, exact.noise), noise), 0),
  ]);
  const [distance, error, bias] = await Promise.all(ratios.map((ratio) => ratio.data()));
  tf.dispose([noise, solution.noise, exact.noise, ...ratios]);
  const metric = (name: string, values: ArrayLike<number>): Metric => (
    { name, unit: "1", layer, at: { ...at }, values: Array.from(values) }
  );
  return [
    metric("noise-distance", distance!),
    metric("solver-error", error!),
    metric("latent-bias", bias!),
    metric("solver-iterations", [solution.iterations]),
    metric("solver-residual", [solution.residual]),
  ];
}

function relativeDistance(vectors: tf.Tensor, references: tf.Tensor): tf.Tensor {
  return tf.divNoNan(tf.norm(tf.sub(vectors, references), 2, 1), tf.norm(references, 2, 1));
}
