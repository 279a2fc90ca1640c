/**
 * Training outcomes in numbers.
 * @module
 */
import { budgetInWords, isIdentical, outcomeWithUnit } from "../../analysis/outcomes.ts";
import { outcomeRows } from "./rows.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { formatInterval, formatNumber, formatP } from "../../look/format.ts";
import type { TableMaker } from "../table_maker.ts";

/** One row per model, budget, outcome and estimator. */
export const trainingTable: TableMaker = {
  experiment: "training",
  folded: false,
  table: (records) => ({
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
    rows: [...outcomeRows(records)]
      .sort((a, b) => compareEstimators(a.estimator, b.estimator))
      .sort((a, b) => placeOf(a).localeCompare(placeOf(b), "en"))
      .map(({ subject, budget, outcome, estimator, result, difference, seeds }) => [
        subject,
        budgetInWords(budget),
        outcomeWithUnit(outcome),
        estimatorStyle(estimator).label,
        formatInterval(result, 4),
        difference === undefined
          ? "–"
          : isIdentical(difference.interval)
          ? "identical"
          : formatInterval(difference.interval),
        difference === undefined ? "–" : formatP(difference.adjustedP),
        difference === undefined ? "–" : formatP(difference.smallestP),
        formatNumber(seeds),
      ]),
  }),
};

function placeOf({ subject, budget, outcome }: { subject: string; budget: string; outcome: string }): string {
  return [subject, budget, outcome].join("\n");
}
