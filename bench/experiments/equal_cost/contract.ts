/**
 * What a report may know of variance at equal cost.
 * @module
 */
import { COMPARISON_METRICS, ESTIMATOR_OPTIONS, type ExperimentContract } from "../../contract.ts";

/** A treatment with one draw against a baseline with as many as cost the same. */
export const equalCostContract = {
  name: "equal_cost",
  title: "Variance at equal cost",
  question: "Is R2-G2 worth its compute against RT with more samples at the same cost?",
  metrics: COMPARISON_METRICS,
  identity: [...ESTIMATOR_OPTIONS, "layers", "batchSize"],
  place: ["samples", "matched", "draws"],
} as const satisfies ExperimentContract;
