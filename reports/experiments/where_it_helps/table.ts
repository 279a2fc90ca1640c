/**
 * Measured and predicted variance reductions in numbers.
 * @module
 */
import { formatInterval, formatNumber } from "../../look/format.ts";
import type { Column } from "../../page/blocks.ts";
import type { TableMaker } from "../report.ts";
import { GRID, type ReductionRow, settingOf } from "./rows.ts";

const COLUMNS: readonly Column[] = [
  { label: "layer", align: "text" },
  { label: "scales", align: "text" },
  { label: "m", align: "number" },
  { label: "n", align: "number" },
  { label: "block", align: "text" },
  { label: "n / min(m, n)", align: "number" },
  { label: "variance, RT / R2-G2", align: "number" },
];

/** One row per size, setting and block. */
export const whereItHelpsTable: TableMaker<readonly ReductionRow[]> = {
  folded: true,
  table: (rows) => ({
    name: "where-it-helps",
    caption: "Measured and predicted variance reduction by size, with 95 % intervals",
    columns: COLUMNS,
    rows: [...rows].sort(inOrder).map((row) => [
      row.layer === GRID ? "–" : row.layer,
      settingOf(row),
      formatNumber(row.outputs, 6),
      formatNumber(row.inputs, 6),
      row.block,
      formatNumber(row.predicted),
      formatInterval(row.reduction),
    ]),
  }),
};

function inOrder(a: ReductionRow, b: ReductionRow): number {
  return Number(a.layer === GRID) - Number(b.layer === GRID) || a.layer.localeCompare(b.layer, "en") ||
    a.spread - b.spread || a.correlation - b.correlation || a.outputs - b.outputs || a.inputs - b.inputs ||
    a.block.localeCompare(b.block, "en");
}
