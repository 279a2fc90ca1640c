/**
 * Exponents of a site's cost in numbers.
 * @module
 */
import { formatInterval, formatNumber } from "../../look/format.ts";
import { compareSeries, seriesLabel } from "../../look/series.ts";
import type { TableMaker } from "../report.ts";
import type { CostRows } from "./rows.ts";

/** One row per quantity and estimator. */
export const costExponentsTable: TableMaker<CostRows> = {
  folded: true,
  table: ({ growth }) => ({
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
    rows: [...growth].sort(compareSeries).map((
      row,
    ) => [
      row.quantity,
      seriesLabel(row),
      formatInterval(row.exponents.outputs),
      formatInterval(row.exponents.inputs),
      formatInterval(row.exponents.batch),
      formatNumber(row.r2),
      formatNumber(row.sites),
    ]),
  }),
};
