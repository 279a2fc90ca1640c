/**
 * What a report may know of the sizes and shapes at which variance falls.
 * @module
 */
import { ESTIMATOR_OPTIONS, type ExperimentContract } from "../../contract.ts";

/** Measured and predicted reductions at single sites. */
export const whereItHelpsContract = {
  name: "where_it_helps",
  title: "Where it helps",
  question: "For which sizes, anisotropy and correlation does R2-G2 reduce the gradient's variance?",
  metrics: {
    "variance": { unit: "1", meaning: "half squared distance of two gradients at one site" },
    "predicted-reduction": { unit: "1", meaning: "n / min(m, n) of one vector" },
    "predicted-weight-reduction": { unit: "1", meaning: "n / min(P, n) of a layer of weights" },
  },
  identity: [...ESTIMATOR_OPTIONS, "batchSize"],
  place: ["spread", "correlation", "units", "pairs", "draws"],
} as const satisfies ExperimentContract;
