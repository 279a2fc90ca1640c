/**
 * What a report may know of training.
 * @module
 */
import { ESTIMATOR_OPTIONS, type ExperimentContract, TEST_METRICS } from "../../contract.ts";

/** Curves of paired runs under budgets of steps and of time; metrics are aligned, one value per evaluation. */
export const trainingContract = {
  name: "training",
  title: "Training at equal steps and at equal time",
  question: "Does R2-G2 train better than RT, after equally many steps and after equally much time?",
  metrics: {
    ...TEST_METRICS,
    "learning-rate": { unit: "1", meaning: "Adam's step size" },
    "validation-score": {
      unit: "nats",
      meaning: "log-likelihood or bound of a validation example after a run with the rate",
    },
    "evaluation-step": { unit: "step", meaning: "training steps before an evaluation" },
    "evaluation-flops": { unit: "flop", meaning: "operations of the training before an evaluation" },
    "evaluation-time": { unit: "s", meaning: "time of the training before an evaluation" },
  },
  aligned: ["evaluation-step", "evaluation-flops", "evaluation-time", ...Object.keys(TEST_METRICS)],
  identity: [...ESTIMATOR_OPTIONS, "layers", "batchSize", "testExamples", "testSamples", "learningRate"],
  place: ["budget", "draws", "stage", "tuningBudget", "validationExamples"],
} as const satisfies ExperimentContract;
