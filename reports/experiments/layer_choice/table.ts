/**
 * Placements in numbers.
 * @module
 */
import { placementRows } from "./rows.ts";
import { PARAMETERS } from "../../analysis/variance.ts";
import { formatInterval } from "../../look/format.ts";
import type { TableMaker } from "../table_maker.ts";
import { worth } from "../equal_cost/table.ts";

/** One row per model, gradient and placement. */
export const layerChoiceTable: TableMaker = {
  experiment: "layer_choice",
  folded: true,
  table: (records) => ({
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
    rows: placementRows(records).map(({ subject, placement, block, variance, time, work }) => [
      subject,
      block === PARAMETERS ? "parameters" : block,
      placement,
      ...[variance, time, work].map((interval) => formatInterval(interval)),
      worth(work),
    ]),
  }),
};
