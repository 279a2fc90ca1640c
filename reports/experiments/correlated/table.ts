/**
 * Correlated posteriors at equal cost, in numbers.
 * @module
 */
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { headlineRows } from "../../comparison/rows.ts";
import { comparisonTable } from "../../comparison/table.ts";
import type { TableMaker } from "../report.ts";
import type { CorrelatedRows } from "./rows.ts";

/** One row per model, covariance and kind of gradient. */
export const correlatedTable: TableMaker<CorrelatedRows> = {
  folded: false,
  table: ({ comparisons }) =>
    comparisonTable(
      "correlated",
      "R2-G2 against RT at equal cost, by covariance of the Gaussians",
      headlineRows(comparisons),
    ),
};

/** The same per block and layer. */
export const correlatedByBlockTable: TableMaker<CorrelatedRows> = {
  folded: true,
  table: ({ comparisons }) =>
    comparisonTable(
      "correlated-by-block",
      "R2-G2 against RT at equal cost, by covariance, layer and block",
      comparisons.filter(({ layer, block }) => layer !== ALL_LAYERS && block !== PARAMETERS),
    ),
};
