/**
 * Time of one gradient, one panel per model.
 * @module
 */
import { costRows } from "./rows.ts";
import { dotChart } from "../../look/dots.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import type { Chart } from "../../look/chart.ts";

/** Milliseconds per gradient. */
export const costChart: Chart = {
  name: "cost",
  experiment: "cost",
  rows: (records) =>
    costRows(records)
      .flatMap(({ subject, estimator, time }) => (time === undefined ? [] : [{ subject, estimator, time }]))
      .sort((a, b) => compareEstimators(a.estimator, b.estimator))
      .sort((a, b) => a.subject.localeCompare(b.subject, "en"))
      .map(({ subject, estimator, time }) => ({
        subject,
        estimator,
        label: estimatorStyle(estimator).label,
        ...time,
      })),
  title: () => "Time of one gradient",
  caption: () =>
    "Median wall-clock time of one gradient, forward and backward, with its 95 % interval. Estimators took " +
    "turns on the machine that is described under Provenance; left is cheaper.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Time per gradient, ms",
      scale: "log",
      panels: "subject",
      ownLines: true,
      tooltip: { label: "estimator", subject: "model", value: "ms", low: "from", high: "to" },
    }),
};
