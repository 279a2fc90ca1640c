/**
 * What a report may know of a gradient's cost.
 * @module
 */
import { ESTIMATOR_OPTIONS, type ExperimentContract } from "../../contract.ts";

/** Time, operations, iterations and memory of a gradient. */
export const costContract = {
  name: "cost",
  title: "Cost of a gradient",
  question: "What does one gradient of each estimator cost?",
  metrics: {
    "flops": {
      unit: "flop",
      meaning: "operations of a gradient, as the kernels or the estimators count them",
    },
    "solver-iterations": { unit: "1", meaning: "iterations of the solvers in one gradient" },
    "solver-residual": { unit: "1", meaning: "largest residual of a solver, in units of z" },
    "gradient-time": { unit: "ms", meaning: "time of one gradient of all parameters" },
    "peak-memory": { unit: "byte", meaning: "most that tensors hold at once" },
    "resident-memory": { unit: "byte", meaning: "memory of the process afterwards" },
    "site-flops": { unit: "flop", meaning: "operations of a gradient at one latent site" },
    "site-iterations": { unit: "1", meaning: "iterations of the solver at one latent site" },
    "site-residual": { unit: "1", meaning: "largest residual of the solver at one latent site" },
    "site-time": { unit: "ms", meaning: "time of one gradient at one latent site" },
    "site-memory": { unit: "byte", meaning: "most that tensors hold at once, at one latent site" },
  },
  identity: [...ESTIMATOR_OPTIONS, "layers", "batchSize"],
  place: ["draws"],
} as const satisfies ExperimentContract;
