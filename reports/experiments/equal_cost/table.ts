/**
 * Tables of the question that the report opens with.
 * @module
 */
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { headlineRows } from "../../comparison/rows.ts";
import { comparisonTable } from "../../comparison/table.ts";
import type { TableMaker } from "../report.ts";
import type { EqualCostRows } from "./rows.ts";

/** One row per model and kind of gradient: the first screen's table. */
export const headlineTable: TableMaker<EqualCostRows> = {
  folded: false,
  table: ({ comparisons }) =>
    comparisonTable("equal-cost", "R2-G2 against RT at equal cost", headlineRows(comparisons)),
};

/** The same per layer and block. */
export const equalCostTable: TableMaker<EqualCostRows> = {
  folded: true,
  table: ({ comparisons }) =>
    comparisonTable(
      "equal-cost-by-layer",
      "R2-G2 against RT at equal cost, by layer and block",
      comparisons.filter(({ layer, block }) => layer !== ALL_LAYERS && block !== PARAMETERS),
    ),
};
