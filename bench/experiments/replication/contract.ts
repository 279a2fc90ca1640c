/**
 * What a report may know of the paper's tables, made again.
 * @module
 */
import { ESTIMATOR_OPTIONS, type ExperimentContract, TEST_METRICS } from "../../contract.ts";

/** The paper's runs and speeds, with the printed figures beside ours. */
export const replicationContract = {
  name: "replication",
  title: "Replication of the paper's tables",
  question: "Do the paper's tables hold?",
  metrics: {
    ...TEST_METRICS,
    "training-time": { unit: "s", meaning: "time of the whole training run" },
    "step-time": { unit: "ms", meaning: "time of one training step" },
    "published": {
      unit: ["nats", "1", "1/s"],
      meaning: "a printed figure: test bound, test accuracy or speed",
    },
    "unstated": {
      unit: "1",
      meaning: "a setting that the paper leaves unstated, and what is chosen here",
      setting: true,
    },
  },
  identity: [
    ...ESTIMATOR_OPTIONS,
    "layers",
    "batchSize",
    "steps",
    "publishedSteps",
    "testExamples",
    "testSamples",
  ],
  place: ["part", "rounds", "draws"],
} as const satisfies ExperimentContract;
