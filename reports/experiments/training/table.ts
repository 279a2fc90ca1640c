/**
 * Training outcomes in numbers.
 * @module
 */
import { budgetInWords } from "../../analysis/budget.ts";
import { isIdentical, outcomeWithUnit } from "../../analysis/outcomes.ts";
import { formatInterval, formatNumber, formatP } from "../../look/format.ts";
import { compareSeries, seriesLabel } from "../../look/series.ts";
import type { TableMaker } from "../report.ts";
import type { OutcomeRow, TrainingRows } from "./rows.ts";

/** One row per model, budget, outcome and estimator. */
export const trainingTable: TableMaker<TrainingRows> = {
  folded: false,
  table: ({ outcomes }) => ({
    name: "training",
    caption: "End of training: means over seeds and paired differences to RT, with 95 % intervals",
    columns: [
      { label: "model", align: "text" },
      { label: "budget", align: "text" },
      { label: "outcome", align: "text" },
      { label: "estimator", align: "text" },
      { label: "final value", align: "number" },
      { label: "difference to RT", align: "number" },
      { label: "p (Holm)", align: "number" },
      { label: "smallest p possible", align: "number" },
      { label: "seeds", align: "number" },
    ],
    rows: [...outcomes]
      .sort((a, b) => placeOf(a).localeCompare(placeOf(b), "en") || compareSeries(a, b))
      .map(cells),
  }),
};

function cells(row: OutcomeRow): string[] {
  const { subject, budget, outcome, result, difference, seeds } = row;
  return [
    subject,
    budgetInWords(budget),
    outcomeWithUnit(outcome),
    seriesLabel(row),
    formatInterval(result, 4),
    difference === undefined
      ? "–"
      : isIdentical(difference.interval)
      ? "identical"
      : formatInterval(difference.interval),
    difference === undefined ? "–" : formatP(difference.adjustedP),
    difference === undefined ? "–" : formatP(difference.smallestP),
    formatNumber(seeds),
  ];
}

function placeOf({ subject, budget, outcome }: OutcomeRow): string {
  return [subject, budget.text, outcome].join("\n");
}
