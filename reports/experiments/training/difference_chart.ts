/**
 * Paired differences to RT at the end of training, one panel per outcome.
 * @module
 */
import { budgetInWords, OUTCOMES } from "../../analysis/outcomes.ts";
import { outcomeRows } from "./rows.ts";
import { seedsInWords } from "../../look/format.ts";
import { dotChart } from "../../look/dots.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import type { Chart } from "../../look/chart.ts";

/** Difference to RT over seeds, by model and budget. */
export const trainingDifferenceChart: Chart = {
  name: "training-difference",
  experiment: "training",
  splitBy: "outcome",
  rows: (records) =>
    outcomeRows(records)
      .flatMap(({ difference, ...row }) => (difference === undefined ? [] : [{ ...row, difference }]))
      .filter(({ difference }) => difference.pairs > 1)
      .sort((a, b) => compareEstimators(a.estimator, b.estimator))
      .sort((a, b) => `${a.subject} ${a.budget}`.localeCompare(`${b.subject} ${b.budget}`, "en"))
      .map(({ subject, budget, outcome, estimator, difference }) => ({
        outcome: OUTCOMES[outcome]?.label ?? outcome,
        unit: OUTCOMES[outcome]?.unit ?? "",
        line: `${subject}, ${budgetInWords(budget)}`,
        subject,
        budget,
        estimator,
        label: estimatorStyle(estimator).label,
        ...difference.interval,
        pairs: difference.pairs,
        p: difference.p,
      })),
  title: (rows) => `Difference to RT in final ${rows[0]?.["outcome"]}`,
  caption: (rows) =>
    `Mean over ${
      seedsInWords(rows.map((row) => Number(row["pairs"])), "paired seed")
    } of the final value minus that of RT on the same seed, with its ` +
    "95 % interval; right of the dashed line is better than RT.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: `Difference to RT in ${rows[0]?.["outcome"]}${rows[0]?.["unit"] ? `, ${rows[0]["unit"]}` : ""}`,
      scale: "linear",
      lines: "line",
      rule: 0,
      lineHeight: 30,
      legend: true,
      tooltip: { line: "runs", label: "estimator", value: "difference", low: "from", high: "to", p: "p" },
    }),
};
