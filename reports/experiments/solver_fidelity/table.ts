/**
 * Distances and biases of solvers in numbers.
 * @module
 */
import { formatInterval, formatNumber, type Interval } from "../../look/format.ts";
import type { TableMaker } from "../report.ts";
import { type FidelityRow, placeLabel, solverLabel } from "./rows.ts";

/** One row per place and solver. */
export const solverFidelityTable: TableMaker<readonly FidelityRow[]> = {
  folded: true,
  table: (rows) => ({
    name: "solver-fidelity",
    caption: "Distance from RT's noise, and relative bias of the gradient, by solver, with 95 % intervals",
    columns: [
      { label: "model", align: "text" },
      { label: "at", align: "text" },
      { label: "solver", align: "text" },
      { label: "start", align: "text" },
      { label: "distance, median", align: "number" },
      { label: "distance, largest", align: "number" },
      { label: "bias, scale", align: "number" },
      { label: "bias, upstream", align: "number" },
    ],
    rows: rows.map((row) => [
      row.subject,
      placeLabel(row),
      solverLabel(row),
      row.start === "exact" ? "–" : row.start,
      formatInterval(row.distance),
      formatNumber(row.farthest),
      optional(row.bias["scale"]),
      optional(row.bias["upstream"]),
    ]),
  }),
};

function optional(interval: Interval | undefined): string {
  return interval === undefined ? "–" : formatInterval(interval);
}
