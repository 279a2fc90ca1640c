/**
 * Variance of R2-G2 over that of RT where Gaussians are correlated.
 * @module
 */
import { correlatedRows } from "../../comparison/rows.ts";
import { PARAMETERS } from "../../analysis/variance.ts";
import { bySeries, comparisonMarks, headlineRows, takeAway } from "../../comparison/marks.ts";
import { dotChart } from "../../look/dots.ts";
import type { Chart } from "../../look/chart.ts";

/** One line per covariance, one panel per model and kind of gradient. */
export const correlatedChart: Chart = {
  name: "correlated",
  experiment: "correlated",
  rows: (records) =>
    bySeries(
      headlineRows(correlatedRows(records)).flatMap((row) => {
        const { subject, family, block } = row;
        const gradient = block === PARAMETERS ? "parameters" : block;
        return comparisonMarks(row, {
          line: family,
          panel: `${subject}, ${gradient}`,
          subject,
          block: gradient,
          family,
        });
      }),
    ),
  title: () => "R2-G2 over RT, by covariance of the Gaussians",
  caption: (rows) =>
    `${
      takeAway(rows)
    }Left of the dashed line is less. Diamonds: one gradient of each. Circles: variance × time, ` +
    `which decides. ${
      rows.some(({ label }) => label === "at equal FLOPs")
        ? "Squares: variance × floating-point operations. "
        : ""
    }Lines are 95 % intervals. The number behind low-rank is the rank of its factor. Local reparameterisation applies to none of these.`,
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Variance of R2-G2 over that of RT",
      scale: "log",
      panels: "panel",
      columns: 2,
      lines: "line",
      rule: 1,
      lineHeight: 24,
      legend: true,
      tooltip: {
        ...{ panel: "gradient of", family: "covariance", label: "comparison", samples: "samples of RT" },
        ...{ value: "ratio", low: "from", high: "to" },
      },
    }),
};
