/**
 * What a report may know of the gradient's variance.
 * @module
 */
import { ESTIMATOR_OPTIONS, type ExperimentContract } from "../../contract.ts";

/** Variance by layer and block at checkpoints of one run. */
export const gradientVarianceContract = {
  name: "gradient_variance",
  title: "Gradient variance by layer and block",
  question: "How much less variance does each estimator's gradient have, in which layer and block?",
  metrics: {
    "variance": { unit: "1", meaning: "half squared distance of two gradients on one minibatch" },
    "total-variance": { unit: "1", meaning: "half squared distance of two gradients on two minibatches" },
  },
  identity: [...ESTIMATOR_OPTIONS, "bound", "boundSamples", "layers", "batchSize"],
  place: ["draws"],
} as const satisfies ExperimentContract;
