/**
 * What a report may know of the test of mean gradients.
 * @module
 */
import { ESTIMATOR_OPTIONS, type ExperimentContract } from "../../contract.ts";

/** Batch means of every coordinate beside the exact gradient. */
export const unbiasednessContract = {
  name: "unbiasedness",
  title: "Unbiasedness",
  question: "Is every estimator's mean gradient right, and would the test notice if it were not?",
  metrics: {
    "gradient-batch-mean": {
      unit: "1",
      meaning: "mean of one batch of draws of a gradient's coordinate; `reference` is the exact gradient",
    },
  },
  identity: ESTIMATOR_OPTIONS,
  place: ["site", "objective", "draws", "control"],
} as const satisfies ExperimentContract;
