/**
 * Correlated posteriors at equal cost, in numbers.
 * @module
 */
import { correlatedRows } from "../../comparison/rows.ts";
import { ALL_LAYERS, PARAMETERS } from "../../analysis/variance.ts";
import { headlineRows } from "../../comparison/marks.ts";
import { comparisonTable } from "../equal_cost/table.ts";
import type { TableMaker } from "../table_maker.ts";

/** One row per model, covariance and kind of gradient. */
export const correlatedTable: TableMaker = {
  experiment: "correlated",
  folded: false,
  table: (records) =>
    comparisonTable(
      "correlated",
      "R2-G2 against RT at equal cost, by covariance of the Gaussians",
      headlineRows(correlatedRows(records)),
    ),
};

/** The same per block and layer. */
export const correlatedByBlockTable: TableMaker = {
  experiment: "correlated",
  folded: true,
  table: (records) =>
    comparisonTable(
      "correlated-by-block",
      "R2-G2 against RT at equal cost, by covariance, layer and block",
      correlatedRows(records).filter(({ layer, block }) => layer !== ALL_LAYERS && block !== PARAMETERS),
    ),
};
