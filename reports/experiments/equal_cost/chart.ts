/**
 * The report's main figure: variance of R2-G2 over that of RT, per gradient and at equal cost.
 * @module
 */
import { equalCostRows } from "../../comparison/rows.ts";
import { PARAMETERS } from "../../analysis/variance.ts";
import { bySeries, comparisonMarks, headlineRows, takeAway } from "../../comparison/marks.ts";
import { dotChart } from "../../look/dots.ts";
import type { Chart } from "../../look/chart.ts";

export { headlineRows } from "../../comparison/marks.ts";

/** R2-G2 over RT on each model's totals, per gradient, at equal time and at equal operations. */
export const equalCostChart: Chart = {
  name: "equal-cost",
  experiment: "equal_cost",
  rows: (records) =>
    bySeries(
      headlineRows(equalCostRows(records)).flatMap((row) => {
        const { subject, block } = row;
        return comparisonMarks(row, {
          line: `${subject}, ${block === PARAMETERS ? "parameters" : block}`,
          subject,
          block,
        });
      }),
    ),
  title: (rows) =>
    `Variance of R2-G2 over that of RT, per gradient and at equal ${hasFlops(rows) ? "cost" : "time"}`,
  caption: (rows) =>
    `${takeAway(rows)}Left of the dashed line is less. Diamonds: one gradient of each. ` +
    "Circles: variance × time, so that RT gets as many samples as the time of R2-G2 buys; this comparison " +
    `decides. ${
      hasFlops(rows) ? "Squares: the same with floating-point operations in place of time. " : ""
    }` +
    "Lines are 95 % intervals. Parameters: mean and scale of every layer together.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Variance of R2-G2 over that of RT",
      scale: "log",
      lines: "line",
      rule: 1,
      lineHeight: hasFlops(rows) ? 22 : 30,
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

function hasFlops(rows: readonly { readonly label?: string | number }[]): boolean {
  return rows.some(({ label }) => label === "at equal FLOPs");
}
