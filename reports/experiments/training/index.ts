/**
 * Training at equal steps and at equal time.
 * @module
 */
import { trainingContract } from "../../../bench/experiments/training/contract.ts";
import { budgetInWords } from "../../analysis/budget.ts";
import { moreIsBetter, OUTCOMES } from "../../analysis/outcomes.ts";
import { seriesLabel } from "../../look/series.ts";
import type { ExperimentReport } from "../report.ts";
import { trainingFlopsChart, trainingSecondsChart, trainingStepsChart } from "./chart.ts";
import { trainingDifferenceChart } from "./difference_chart.ts";
import { type TrainingRows, trainingRows } from "./rows.ts";
import { trainingTable } from "./table.ts";
import { timeToTargetChart } from "./time_to_target_chart.ts";
import { timeToTargetTable } from "./time_to_target_table.ts";
import { trainingFindings, trainingInBrief } from "./words.ts";

/** Paired training runs. */
export const trainingReport: ExperimentReport<TrainingRows> = {
  contract: trainingContract,
  chapter: "runs",
  rows: trainingRows,
  charts: [
    trainingDifferenceChart,
    trainingStepsChart,
    trainingSecondsChart,
    trainingFlopsChart,
    timeToTargetChart,
  ],
  tables: [trainingTable, timeToTargetTable],
  inBrief: trainingInBrief,
  findings: trainingFindings,
  verdicts: [],
  numbers: ({ outcomes }) =>
    outcomes.map((row) => {
      const { subject, outcome, budget, result } = row;
      const label = OUTCOMES[outcome]?.label ?? outcome;
      const better = moreIsBetter(outcome) ? "more" : "less";
      return [
        `${subject}, ${seriesLabel(row)}: ${label} after ${budgetInWords(budget)}`,
        result,
        { of: label, scale: "difference", better },
      ] as const;
    }),
};
