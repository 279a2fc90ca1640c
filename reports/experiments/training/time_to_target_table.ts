/**
 * Time to a target in numbers.
 * @module
 */
import { budgetInWords, outcomeWithUnit } from "../../analysis/outcomes.ts";
import { inOrder } from "../../analysis/select.ts";
import { CURRENCIES, TARGET_SHARE, targetRows } from "./time_to_target.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { formatInterval, formatNumber } from "../../look/format.ts";
import type { TableMaker } from "../table_maker.ts";

/** One row per model, budget, outcome and estimator. */
export const timeToTargetTable: TableMaker = {
  experiment: "training",
  folded: true,
  table: (records) => ({
    name: "time-to-target",
    caption: `What runs spend until ${100 * TARGET_SHARE} % of RT's improvement, with 95 % intervals`,
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
    rows: [...targetRows(records)].sort((a, b) =>
      inOrder([a.subject, a.budget, a.outcome].join("\n"), [b.subject, b.budget, b.outcome].join("\n")) ||
      compareEstimators(a.estimator, b.estimator)
    ).map((row) => [
      `${row.subject}, ${budgetInWords(row.budget)}`,
      outcomeWithUnit(row.outcome),
      formatNumber(row.target, 4),
      estimatorStyle(row.estimator).label,
      `${row.reached} of ${row.seeds}`,
      ...CURRENCIES.map((currency) => {
        const spent = row.spent[currency];
        if (spent === undefined) return "–";
        const by = currency === "flops" ? 1e9 : 1;
        return formatInterval({ value: spent.value / by, low: spent.low / by, high: spent.high / by });
      }),
      ...CURRENCIES.map((currency) => {
        const ratio = row.overRt[currency];
        return ratio === undefined ? "–" : formatInterval(ratio);
      }),
    ]),
  }),
};
