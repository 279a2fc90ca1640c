/**
 * What a report may know of solvers against each other.
 * @module
 */
import { ESTIMATOR_OPTIONS, type ExperimentContract } from "../../contract.ts";

/** Distance of conditional noise from noise, and what it does to the gradient. */
export const solverFidelityContract = {
  name: "solver_fidelity",
  title: "What the solver does to R2-G2",
  question: "Is the published R2-G2 in a VAE anything but RT, and is its gradient right?",
  metrics: {
    "noise-distance": { unit: "1", meaning: "‖ε* − ε‖ / ‖ε‖ of one example" },
    "solver-error": { unit: "1", meaning: "‖ε* − ε*_exact‖ / ‖ε*_exact‖ of one example" },
    "latent-bias": { unit: "1", meaning: "share by which the gradient of one latent's scale is off" },
    "solver-iterations": { unit: "1", meaning: "iterations of the solver" },
    "solver-residual": { unit: "1", meaning: "largest entry of the residual, in units of z" },
    "relative-bias": {
      unit: "1",
      meaning: "difference to RT's gradient with the same noise, along the true gradient and over its length",
    },
    "posterior-scale": { unit: "1", meaning: "scale of one latent, averaged over the minibatch" },
  },
  identity: [...ESTIMATOR_OPTIONS, "batchSize"],
  place: ["scales", "draws"],
} as const satisfies ExperimentContract;
