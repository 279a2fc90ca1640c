/**
 * Placements in numbers.
 * @module
 */
import { gradientOf } from "../../analysis/gradient_parts.ts";
import { worth } from "../../comparison/worth.ts";
import { formatInterval } from "../../look/format.ts";
import type { TableMaker } from "../report.ts";
import type { PlacementRow } from "./rows.ts";

/** One row per model, gradient and placement. */
export const layerChoiceTable: TableMaker<readonly PlacementRow[]> = {
  folded: true,
  table: (rows) => ({
    name: "layer-choice",
    caption: "R2-G2 in some layers over RT everywhere, summed over layers, with 95 % intervals",
    columns: [
      { label: "model", align: "text" },
      { label: "gradient of", align: "text" },
      { label: "R2-G2 in", align: "text" },
      { label: "variance", align: "number" },
      { label: "time", align: "number" },
      { label: "variance × time", align: "number" },
      { label: "worth its compute", align: "text" },
    ],
    rows: rows.map(({ subject, placement, block, variance, time, work }) => [
      subject,
      gradientOf(block),
      placement,
      ...[variance, time, work].map((interval) => formatInterval(interval)),
      worth(work),
    ]),
  }),
};
