/**
 * Exponents of a site's cost in its sizes.
 * @module
 */
import { exponentRows, SIZES } from "./exponents.ts";
import { dotChart } from "../../look/dots.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import type { Chart } from "../../look/chart.ts";

const LABELS = { outputs: "m, outputs", inputs: "n, Gaussians", batch: "B, batch" } as const;

/** One panel per quantity, one line per size. */
export const costExponentsChart: Chart = {
  name: "cost-exponents",
  experiment: "cost",
  rows: (records) =>
    exponentRows(records)
      .filter(({ quantity }) => quantity !== "FLOPs, analytic")
      .sort((a, b) => compareEstimators(a.estimator, b.estimator))
      .flatMap(({ estimator, quantity, exponents, sites }) =>
        SIZES.map((size) => ({
          ...{ panel: quantity, quantity, size: LABELS[size], estimator, sites },
          label: estimatorStyle(estimator).label,
          ...exponents[size],
        }))
      )
      .sort((a, b) => ORDER.indexOf(a.quantity) - ORDER.indexOf(b.quantity)),
  title: () => "How the cost of one site grows with its sizes",
  caption: (rows) =>
    "Exponents of a power law in m, n and B, fitted to the logarithms of " +
    `${
      rows[0]?.["sites"]
    } sites with n > m, with Student's 95 % intervals: at 1 the cost doubles with the size, at 2 it ` +
    "quadruples. Small sites are dominated by fixed overhead, so that time grows more slowly than operations.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Exponent",
      scale: "linear",
      panels: "panel",
      lines: "size",
      rule: 1,
      lineHeight: 20,
      legend: true,
      tooltip: {
        label: "estimator",
        quantity: "cost",
        size: "size",
        value: "exponent",
        low: "from",
        high: "to",
      },
    }),
};

const ORDER: readonly string[] = ["time", "FLOPs, measured", "peak memory"];
