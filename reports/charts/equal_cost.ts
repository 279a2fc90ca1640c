/**
 * The report's main figure: variance of R2-G2 over that of RT, per gradient and at equal time.
 * @module
 */
import { type EqualCostRow, equalCostRows } from "../analysis/equal_cost.ts";
import { ALL_LAYERS, PARAMETERS } from "../analysis/variance.ts";
import { dotChart } from "./dots.ts";
import { NEUTRAL } from "./styles.ts";
import type { Chart, Row } from "./types.ts";
import { blockRank } from "./variance.ts";

/** R2-G2 over RT on each model's totals, per gradient and at equal time. */
export const equalCostChart: Chart = {
  name: "equal-cost",
  experiment: "equal_cost",
  rows: (records) => headlineRows(equalCostRows(records)).flatMap(comparisons),
  title: () => "Variance of R2-G2 over that of RT, per gradient and at equal time",
  caption: () =>
    "Left of the dashed line R2-G2 has less variance than RT. Diamonds: one gradient of each. " +
    "Circles: variance × time, so that RT gets as many samples as the time of R2-G2 buys; this comparison " +
    "decides. Lines are 95 % intervals. Parameters: mean and scale of every layer together.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Variance of R2-G2 over that of RT",
      scale: "log",
      lines: "line",
      rule: 1,
      lineHeight: 30,
      legend: true,
      tooltip: { line: "gradient of", label: "comparison", value: "ratio", low: "from", high: "to" },
    }),
};

/** Per subject, the totals over layers of the parameters' gradient and of what flows upstream. */
export function headlineRows(rows: readonly EqualCostRow[]): EqualCostRow[] {
  return rows
    .filter(({ layer, block }) => layer === ALL_LAYERS && (block === PARAMETERS || block === "upstream"))
    .sort((a, b) => a.subject.localeCompare(b.subject, "en") || blockRank(a.block) - blockRank(b.block));
}

function comparisons(row: EqualCostRow): Row[] {
  const line = `${row.subject}, ${row.block === PARAMETERS ? "parameters" : row.block}`;
  const place = { line, subject: row.subject, block: row.block, samples: row.samples };
  const one = row.single ? [{ ...place, label: "per gradient", estimator: NEUTRAL, ...row.variance }] : [];
  const equal = row.matched && row.work !== undefined
    ? [{ ...place, label: "at equal time", estimator: "r2g2", ...row.work }]
    : [];
  return [...one, ...equal];
}
