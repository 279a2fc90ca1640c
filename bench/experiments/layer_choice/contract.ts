/**
 * What a report may know of the choice of layers.
 * @module
 */
import { ESTIMATOR_OPTIONS, type ExperimentContract } from "../../contract.ts";

/** Variance and cost of every placement of the treatment. */
export const layerChoiceContract = {
  name: "layer_choice",
  title: "Which layers to treat",
  question: "Which layers repay R2-G2: the top one, the bottom one, or all of them?",
  metrics: {
    "variance": { unit: "1", meaning: "half squared distance of two gradients on one minibatch" },
    "flops": { unit: "flop", meaning: "operations of a gradient, as the kernels count them" },
    "gradient-time": { unit: "ms", meaning: "time of one gradient of all parameters" },
  },
  identity: [...ESTIMATOR_OPTIONS, "batchSize"],
  place: ["placement", "elsewhere", "draws"],
} as const satisfies ExperimentContract;
