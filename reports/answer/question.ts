/**
 * The question that the report opens with, and what older records answer it by.
 * @module
 */
import { equalCostContract } from "../../bench/experiments/equal_cost/contract.ts";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { finished } from "../analysis/select.ts";
import type { ComparisonRow } from "../comparison/rows.ts";
import { alongTrainingReport } from "../experiments/along_training/index.ts";
import { equalCostReport } from "../experiments/equal_cost/index.ts";
import { equalCostRows } from "../experiments/equal_cost/rows.ts";
import type { ExperimentReport } from "../experiments/report.ts";

/** As the older experiment has it. */
export const QUESTION: string = equalCostContract.question;

/** The experiment that answers it: along training, or in older records at its start. */
export function mainReport(records: readonly BenchRecord[]): ExperimentReport {
  const measured = ({ contract: { name } }: ExperimentReport) => finished(records, name).length > 0;
  return measured(equalCostReport) && !measured(alongTrainingReport) ? equalCostReport : alongTrainingReport;
}

/** Comparisons of one untrained minibatch, which older records have. */
export function comparedAtStart(records: readonly BenchRecord[]): readonly ComparisonRow[] {
  return equalCostRows(records).comparisons;
}
