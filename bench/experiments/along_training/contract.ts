/**
 * What a report may know of equal cost along training.
 * @module
 */
import { ESTIMATOR_OPTIONS, type ExperimentContract } from "../../contract.ts";

/** Noise and data variance of the whole gradient at checkpoints of RT's own trajectory, and times of a whole step. */
export const alongTrainingContract = {
  name: "along_training",
  title: "Equal cost along training",
  question:
    "At every stage of training, does R2-G2 leave less variance in the whole gradient for the same cost than RT with " +
    "more samples, and than the best of the others?",
  metrics: {
    "noise-variance": {
      unit: "1",
      meaning: "half squared distance of two gradients on one minibatch, in the norm that its place names",
    },
    "data-variance": {
      unit: "1",
      meaning: "half product of two independent differences of gradients between two minibatches",
    },
    "step-time": { unit: "ms", meaning: "time of a whole training step: minibatch, gradient, update" },
    "replayed-steps": { unit: "1", meaning: "share of the timed steps that were replayed from a recording" },
    "flops": { unit: "flop", meaning: "operations of a whole training step, as the kernels count them" },
  },
  identity: [...ESTIMATOR_OPTIONS, "layers", "batchSize", "batch"],
  place: ["measured", "samples", "process", "draws", "coupling"],
} as const satisfies ExperimentContract;

/** What the gradient is measured in, as `at.norm` has it. */
export const NORMS = ["log-scale", "variance", "adam"] as const;

/** `log-scale`: as it trains, in log σ; `variance`: scales in σ²; `adam`: over √v̂ + ε of RT's own second moment. */
export type Norm = (typeof NORMS)[number];
