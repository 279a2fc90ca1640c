/**
 * The law of total variance: what is left of a reduction when minibatches vary too.
 * @module
 */
import { inOrder } from "../../analysis/select.ts";
import { ALL_LAYERS, totalVarianceRows, type VarianceRow, varianceRows } from "../../analysis/variance.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { atLastStep, blockRank } from "./chart.ts";
import { formatInterval, formatNumber, formatOverRt } from "../../look/format.ts";
import type { TableMaker } from "../table_maker.ts";

/** Totals over layers, on a fixed minibatch and over minibatches, at the last measured step. */
export const totalVarianceTable: TableMaker = {
  experiment: "gradient_variance",
  folded: true,
  table: (records) => {
    const fixed = new Map(varianceRows(records).map((row) => [placeOf(row), row]));
    return {
      name: "total-variance",
      caption:
        "Gradient variance on a fixed minibatch and over minibatches (law of total variance), with 95 % intervals",
      columns: [
        { label: "model", align: "text" },
        { label: "gradient of", align: "text" },
        { label: "step", align: "number" },
        { label: "estimator", align: "text" },
        { label: "over minibatches", align: "number" },
        { label: "over RT", align: "number" },
        { label: "fixed minibatch, over RT", align: "number" },
        { label: "share of the noise", align: "number" },
      ],
      rows: atLastStep(totalVarianceRows(records)).filter(({ layer }) => layer === ALL_LAYERS).sort(byPlace)
        .map((row) => {
          const own = fixed.get(placeOf(row));
          const ratio = (ratios: VarianceRow["ratios"] | undefined) =>
            ratios?.["rt"] === undefined ? "–" : formatOverRt(ratios["rt"]);
          return [
            row.subject,
            row.block,
            formatNumber(row.step),
            estimatorStyle(row.estimator).label,
            formatInterval(row.variance),
            ratio(row.ratios),
            ratio(own?.ratios),
            own === undefined ? "–" : formatNumber(own.variance.value / row.variance.value),
          ];
        }),
    };
  },
};

function byPlace(a: VarianceRow, b: VarianceRow): number {
  return inOrder(a.subject, b.subject) || blockRank(a.block) - blockRank(b.block) ||
    compareEstimators(a.estimator, b.estimator);
}

function placeOf({ subject, estimator, step, layer, block }: VarianceRow): string {
  return JSON.stringify([subject, estimator, step, layer, block]);
}
