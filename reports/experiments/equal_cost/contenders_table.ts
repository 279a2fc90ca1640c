/**
 * More samples and antithetic pairs in numbers.
 * @module
 */
import { gradientOf } from "../../analysis/gradient_parts.ts";
import { formatInterval } from "../../look/format.ts";
import type { TableMaker } from "../report.ts";
import { contenderLabel } from "./contenders.ts";
import type { EqualCostRows } from "./rows.ts";

/** One row per model, kind of gradient and contender. */
export const contendersTable: TableMaker<EqualCostRows> = {
  folded: true,
  table: ({ contenders }) => ({
    name: "equal-cost-contenders",
    caption: "Every gradient over RT with one sample, with 95 % intervals",
    columns: [
      { label: "model", align: "text" },
      { label: "gradient of", align: "text" },
      { label: "gradient", align: "text" },
      { label: "variance", align: "number" },
      { label: "variance × time", align: "number" },
      { label: "variance × FLOPs", align: "number" },
    ],
    rows: contenders.map((row) => [
      row.subject,
      gradientOf(row.block),
      contenderLabel(row),
      ...[row.variance, row.timeWork, row.flopsWork].map((interval) =>
        interval === undefined ? "–" : formatInterval(interval)
      ),
    ]),
  }),
};
