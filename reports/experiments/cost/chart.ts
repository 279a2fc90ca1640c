/**
 * Time of one gradient, one panel per model.
 * @module
 */
import type { Chart } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { compareSeries, seriesMark } from "../../look/series.ts";
import type { CostRows } from "./rows.ts";

/** Milliseconds per gradient. */
export const costChart: Chart<CostRows> = {
  name: "cost",
  marks: ({ gradients }) =>
    [...gradients]
      .sort((a, b) => a.subject.localeCompare(b.subject, "en") || compareSeries(a, b))
      .flatMap((row) => {
        const { subject, time } = row;
        return time === undefined ? [] : [{ subject, ...seriesMark(row), ...time }];
      }),
  title: () => "Time of one gradient",
  caption: () =>
    "Median wall-clock time of one gradient, forward and backward, with its 95 % interval. Estimators took " +
    "turns on the machine that is described under Provenance; left is cheaper.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Time per gradient, ms",
      scale: "log",
      panels: "subject",
      ownLines: true,
      tooltip: { label: "estimator", subject: "model", value: "ms", low: "from", high: "to" },
    }),
};
