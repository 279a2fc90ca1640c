/**
 * More samples and antithetic pairs in numbers.
 * @module
 */
import { contenderLabel, contenderRows } from "./contenders.ts";
import { inOrder } from "../../analysis/select.ts";
import { PARAMETERS } from "../../analysis/variance.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { blockRank } from "../gradient_variance/chart.ts";
import { formatInterval } from "../../look/format.ts";
import type { TableMaker } from "../table_maker.ts";

/** One row per model, kind of gradient and contender. */
export const contendersTable: TableMaker = {
  experiment: "equal_cost",
  folded: true,
  table: (records) => ({
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
    rows: [...contenderRows(records)].sort((a, b) =>
      inOrder(a.subject, b.subject) || blockRank(a.block) - blockRank(b.block) ||
      compareEstimators(a.estimator, b.estimator) || inOrder(a.matching, b.matching)
    ).map((row) => [
      row.subject,
      row.block === PARAMETERS ? "parameters" : row.block,
      contenderLabel(row, estimatorStyle(row.estimator).label),
      ...[row.variance, row.timeWork, row.flopsWork].map((interval) =>
        interval === undefined ? "–" : formatInterval(interval)
      ),
    ]),
  }),
};
