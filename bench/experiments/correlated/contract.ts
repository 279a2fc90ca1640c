/**
 * What a report may know of variance at equal cost under correlated posteriors.
 * @module
 */
import { COMPARISON_METRICS, ESTIMATOR_OPTIONS, type ExperimentContract } from "../../contract.ts";

/** The comparison at equal cost, under covariances of three kinds. */
export const correlatedContract = {
  name: "correlated",
  title: "Correlated posteriors",
  question: "Is R2-G2 worth its compute where the posterior is correlated, and LRT does not apply?",
  metrics: COMPARISON_METRICS,
  identity: [...ESTIMATOR_OPTIONS, "steps", "batchSize"],
  place: ["samples", "matched", "draws", "family", "rank"],
} as const satisfies ExperimentContract;
