/**
 * Exponents of a site's cost in numbers.
 * @module
 */
import { exponentRows } from "./exponents.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { formatInterval, formatNumber } from "../../look/format.ts";
import type { TableMaker } from "../table_maker.ts";

/** One row per quantity and estimator. */
export const costExponentsTable: TableMaker = {
  experiment: "cost",
  folded: true,
  table: (records) => ({
    name: "cost-exponents",
    caption: "Exponents of the cost of one site in its sizes, with Student's 95 % intervals",
    columns: [
      { label: "cost", align: "text" },
      { label: "estimator", align: "text" },
      { label: "m, outputs", align: "number" },
      { label: "n, Gaussians", align: "number" },
      { label: "B, batch", align: "number" },
      { label: "R²", align: "number" },
      { label: "sites", align: "number" },
    ],
    rows: [...exponentRows(records)].sort((a, b) => compareEstimators(a.estimator, b.estimator)).map((
      row,
    ) => [
      row.quantity,
      estimatorStyle(row.estimator).label,
      formatInterval(row.exponents.outputs),
      formatInterval(row.exponents.inputs),
      formatInterval(row.exponents.batch),
      formatNumber(row.r2),
      formatNumber(row.sites),
    ]),
  }),
};
