/**
 * Exponents of a site's cost in its sizes.
 * @module
 */
import type { Chart } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { compareSeries, seriesMark } from "../../look/series.ts";
import { SIZES } from "./exponents.ts";
import type { CostRows } from "./rows.ts";

const LABELS = { outputs: "m, outputs", inputs: "n, Gaussians", batch: "B, batch" } as const;

/** One panel per quantity, one line per size. */
export const costExponentsChart: Chart<CostRows> = {
  name: "cost-exponents",
  marks: ({ growth }) =>
    growth
      .filter(({ quantity }) => quantity !== "FLOPs, analytic")
      .sort(compareSeries)
      .flatMap((row) => {
        const { quantity, exponents, sites } = row;
        const { estimator, label } = seriesMark(row);
        return SIZES.map((size) => ({
          ...{ panel: quantity, quantity, size: LABELS[size], estimator, sites, label },
          ...exponents[size],
        }));
      })
      .sort((a, b) => ORDER.indexOf(a.quantity) - ORDER.indexOf(b.quantity)),
  title: () => "How the cost of one site grows with its sizes",
  caption: (marks) =>
    "Exponents of a power law in m, n and B, fitted to the logarithms of " +
    `${
      marks[0]?.["sites"]
    } sites with n > m, with Student's 95 % intervals: at 1 the cost doubles with the size, at 2 it ` +
    "quadruples. Small sites are dominated by fixed overhead, so that time grows more slowly than operations.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
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
