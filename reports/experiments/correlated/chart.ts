/**
 * Variance of R2-G2 over that of RT where Gaussians are correlated.
 * @module
 */
import { gradientOf } from "../../analysis/gradient_parts.ts";
import { bySeries, comparisonMarks, takeAway } from "../../comparison/marks.ts";
import { headlineRows } from "../../comparison/rows.ts";
import type { Chart } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import type { CorrelatedRows } from "./rows.ts";

/** One line per covariance, one panel per model and kind of gradient. */
export const correlatedChart: Chart<CorrelatedRows> = {
  name: "correlated",
  marks: ({ comparisons }) =>
    bySeries(
      headlineRows(comparisons).flatMap((row) => {
        const { subject, family } = row;
        const block = gradientOf(row.block);
        return comparisonMarks(row, { line: family, panel: `${subject}, ${block}`, subject, block, family });
      }),
    ),
  title: () => "R2-G2 over RT, by covariance of the Gaussians",
  caption: (marks) =>
    `${
      takeAway(marks)
    }Left of the dashed line is less. Diamonds: one gradient of each. Circles: variance × time, ` +
    `which decides. ${
      marks.some(({ label }) => label === "at equal FLOPs")
        ? "Squares: variance × floating-point operations. "
        : ""
    }Lines are 95 % intervals. The number behind low-rank is the rank of its factor. Local reparameterisation applies to none of these.`,
  spec: (marks, layout) =>
    dotChart(marks, layout, {
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
