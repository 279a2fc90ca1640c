/**
 * Training outcomes in numbers.
 * @module
 */
import type { Outcome } from "../../../bench/stats/mod.ts";
import { budgetInWords } from "../../analysis/budget.ts";
import { isIdentical, outcomeWithUnit } from "../../analysis/outcomes.ts";
import { formatInterval, formatNumber, formatP } from "../../look/format.ts";
import { compareSeries, seriesLabel } from "../../look/series.ts";
import type { TableMaker } from "../report.ts";
import type { OutcomeRow, TrainingRows } from "./rows.ts";

/** One row per model, budget, outcome and estimator. */
export const trainingTable: TableMaker<TrainingRows> = {
  folded: false,
  table: ({ outcomes }) => {
    const rates = outcomes.some(({ learningRates }) => learningRates.length > 0);
    return ({
      name: "training",
      caption:
        "End of training: means over seeds and paired differences to RT, with 95 % intervals; margins: " +
        "0.5 nats of bound, 0.2 points of accuracy",
      columns: [
        { label: "model", align: "text" },
        { label: "budget", align: "text" },
        { label: "outcome", align: "text" },
        { label: "estimator", align: "text" },
        ...(rates ? [{ label: "learning rate", align: "number" } as const] : []),
        { label: "final value", align: "number" },
        { label: "difference to RT", align: "number" },
        { label: "beyond the margin", align: "text" },
        { label: "p (Student, Holm)", align: "number" },
        { label: "p of sign flips", align: "number" },
        { label: "smallest of these", align: "number" },
        { label: "seeds", align: "number" },
      ],
      rows: [...outcomes]
        .sort((a, b) => placeOf(a).localeCompare(placeOf(b), "en") || compareSeries(a, b))
        .map((row) => cells(row, rates)),
    });
  },
};

/** Margins are fixed beforehand; all outcomes that have one are better when more. */
const WORDS: Readonly<Record<Outcome, string>> = {
  less: "worse",
  more: "better",
  equivalent: "equal",
  inconclusive: "inconclusive",
};

function cells(row: OutcomeRow, rates: boolean): string[] {
  const { subject, budget, outcome, result, difference, seeds } = row;
  return [
    subject,
    budgetInWords(budget),
    outcomeWithUnit(outcome),
    seriesLabel(row),
    ...(rates ? [row.learningRates.map((rate) => formatNumber(rate)).join(", ") || "–"] : []),
    formatInterval(result, 4),
    difference === undefined
      ? "–"
      : isIdentical(difference.interval)
      ? "identical"
      : formatInterval(difference.interval),
    difference?.says === undefined ? "–" : WORDS[difference.says],
    difference === undefined ? "–" : formatP(difference.adjustedP),
    difference === undefined ? "–" : formatP(difference.flipP),
    difference === undefined ? "–" : formatP(difference.smallestP),
    formatNumber(seeds),
  ];
}

function placeOf({ subject, budget, outcome }: OutcomeRow): string {
  return [subject, budget.text, outcome].join("\n");
}
