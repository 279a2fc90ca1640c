/**
 * The report's main figure: variance of R2-G2 over that of RT, per gradient and at equal cost.
 * @module
 */
import { gradientOf } from "../../analysis/gradient_parts.ts";
import { bySeries, comparisonMarks, takeAway } from "../../comparison/marks.ts";
import { headlineRows } from "../../comparison/rows.ts";
import type { Chart, Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import type { EqualCostRows } from "./rows.ts";

/** R2-G2 over RT on each model's totals, per gradient, at equal time and at equal operations. */
export const equalCostChart: Chart<EqualCostRows> = {
  name: "equal-cost",
  marks: ({ comparisons }) =>
    bySeries(
      headlineRows(comparisons).flatMap((row) => {
        const { subject, block } = row;
        return comparisonMarks(row, { line: `${subject}, ${gradientOf(block)}`, subject, block });
      }),
    ),
  title: (marks) =>
    `Variance of R2-G2 over that of RT, per gradient and at equal ${hasFlops(marks) ? "cost" : "time"}`,
  caption: (marks) =>
    `${takeAway(marks)}Left of the dashed line is less. Diamonds: one gradient of each. ` +
    "Circles: variance × time, so that RT gets as many samples as the time of R2-G2 buys; this comparison " +
    `decides. ${
      hasFlops(marks) ? "Squares: the same with floating-point operations in place of time. " : ""
    }` +
    "Lines are 95 % intervals. Parameters: mean and scale of every layer together.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Variance of R2-G2 over that of RT",
      scale: "log",
      lines: "line",
      rule: 1,
      lineHeight: hasFlops(marks) ? 22 : 30,
      legend: true,
      tooltip: {
        line: "gradient of",
        label: "comparison",
        samples: "samples of RT",
        value: "ratio",
        low: "from",
        high: "to",
      },
    }),
};

function hasFlops(marks: readonly Mark[]): boolean {
  return marks.some(({ label }) => label === "at equal FLOPs");
}
