/**
 * Time to a target in numbers.
 * @module
 */
import { budgetInWords } from "../../analysis/budget.ts";
import { outcomeWithUnit } from "../../analysis/outcomes.ts";
import { inOrder } from "../../analysis/select.ts";
import { formatNumber } from "../../look/format.ts";
import { compareSeries, seriesLabel } from "../../look/series.ts";
import type { TableMaker } from "../report.ts";
import type { TrainingRows } from "./rows.ts";
import { BRACKETS, CURRENCIES, spentInWords, TARGET_SHARE, type TargetRow } from "./time_to_target.ts";

/** One row per model, budget, outcome and estimator. */
export const timeToTargetTable: TableMaker<TrainingRows> = {
  folded: true,
  table: ({ targets }) => ({
    name: "time-to-target",
    caption: `What runs spend until ${
      100 * TARGET_SHARE
    } % of RT's improvement, with 95 % intervals. ${BRACKETS}`,
    columns: [
      { label: "model, budget", align: "prose" },
      { label: "outcome", align: "prose" },
      { label: "target", align: "number" },
      { label: "estimator", align: "text" },
      { label: "seeds that reach it", align: "number" },
      { label: "steps", align: "number" },
      { label: "seconds", align: "number" },
      { label: "Gflop", align: "number" },
      { label: "steps over RT", align: "number" },
      { label: "time over RT", align: "number" },
      { label: "FLOPs over RT", align: "number" },
    ],
    rows: [...targets].sort((a, b) => inOrder(placeOf(a), placeOf(b)) || compareSeries(a, b)).map((row) => [
      `${row.subject}, ${budgetInWords(row.budget)}`,
      outcomeWithUnit(row.outcome),
      formatNumber(row.target, 4),
      seriesLabel(row),
      `${row.reached} of ${row.seeds}`,
      ...CURRENCIES.map((currency) => {
        const spent = row.spent[currency];
        return spent === undefined ? "–" : spentInWords(spent, currency === "flops" ? 1e9 : 1);
      }),
      ...CURRENCIES.map((currency) => {
        const ratio = row.overRt[currency];
        return ratio === undefined ? "–" : spentInWords(ratio);
      }),
    ]),
  }),
};

function placeOf({ subject, budget, outcome }: TargetRow): string {
  return [subject, budget.text, outcome].join("\n");
}
