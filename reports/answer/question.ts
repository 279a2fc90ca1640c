/**
 * The question that the report opens with, and what older records answer it by.
 * @module
 */
import { equalCostContract } from "../../bench/experiments/equal_cost/contract.ts";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { finished } from "../analysis/select.ts";
import type { ComparisonRow } from "../comparison/rows.ts";
import { alongTrainingReport } from "../experiments/along_training/index.ts";
import { answer, measuredInWords } from "../experiments/equal_cost/answer.ts";
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

/** Where older records were measured, as a caution beside their answer; undefined of others. */
export function placesOfOlder(records: readonly BenchRecord[]): string | undefined {
  if (mainReport(records) !== equalCostReport) return undefined;
  const found = answer(equalCostRows(records));
  return found === undefined ? undefined : measuredInWords(found.measured);
}

/** Comparisons of one untrained minibatch, which older records have. */
export function comparedAtStart(records: readonly BenchRecord[]): readonly ComparisonRow[] {
  return equalCostRows(records).comparisons;
}
