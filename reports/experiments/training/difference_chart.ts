/**
 * Paired differences to RT at the end of training, one panel per outcome.
 * @module
 */
import { budgetInWords } from "../../analysis/budget.ts";
import { moreIsBetter, OUTCOMES } from "../../analysis/outcomes.ts";
import type { Chart } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { seedsInWords } from "../../look/format.ts";
import { compareSeries, seriesMark } from "../../look/series.ts";
import type { OutcomeRow, TrainingRows } from "./rows.ts";

/** Difference to RT over seeds, by model and budget. */
export const trainingDifferenceChart: Chart<TrainingRows> = {
  name: "training-difference",
  appendix: true,
  splitBy: "outcome",
  marks: ({ outcomes }) =>
    [...outcomes]
      .sort((a, b) => placeOf(a).localeCompare(placeOf(b), "en") || compareSeries(a, b))
      .flatMap((row) => {
        const { subject, budget, outcome, difference } = row;
        if (!moreIsBetter(outcome) || difference === undefined || difference.pairs < 2) return [];
        return [{
          outcome: OUTCOMES[outcome]?.label ?? outcome,
          unit: OUTCOMES[outcome]?.unit ?? "",
          line: `${subject}, ${budgetInWords(budget)}`,
          subject,
          budget: budget.text,
          ...seriesMark(row),
          ...difference.interval,
          pairs: difference.pairs,
          p: difference.p,
        }];
      }),
  title: (marks) => `Difference to RT in final ${marks[0]?.["outcome"]}`,
  caption: (marks) =>
    `Mean over ${
      seedsInWords(marks.map((mark) => Number(mark["pairs"])), "paired seed")
    } of the final value minus that of RT on the same seed, with its ` +
    "95 % interval; right of the dashed line is better than RT.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: `Difference to RT in ${marks[0]?.["outcome"]}${
        marks[0]?.["unit"] ? `, ${marks[0]["unit"]}` : ""
      }`,
      scale: "linear",
      lines: "line",
      rule: 0,
      lineHeight: 30,
      legend: true,
      tooltip: { line: "runs", label: "estimator", value: "difference", low: "from", high: "to", p: "p" },
    }),
};

function placeOf({ subject, budget }: OutcomeRow): string {
  return `${subject} ${budget.text}`;
}
