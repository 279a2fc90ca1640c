/**
 * The law of total variance: what is left of a reduction when minibatches vary too.
 * @module
 */
import { inOrder } from "../../analysis/select.ts";
import { ALL_LAYERS, blockRank } from "../../analysis/gradient_parts.ts";
import { formatInterval, formatNumber, formatOverRt } from "../../look/format.ts";
import { compareSeries, seriesLabel, seriesName } from "../../look/series.ts";
import type { TableMaker } from "../report.ts";
import { atLastStep, type GradientVarianceRows, type VarianceRow } from "./rows.ts";

/** Totals over layers, on a fixed minibatch and over minibatches, at the last measured step. */
export const totalVarianceTable: TableMaker<GradientVarianceRows> = {
  folded: true,
  table: ({ fixed, total }) => {
    const onOne = new Map(fixed.map((row) => [placeOf(row), row]));
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
      rows: atLastStep(total).filter(({ layer }) => layer === ALL_LAYERS).sort(byPlace)
        .map((row) => {
          const own = onOne.get(placeOf(row));
          const ratio = (ratios: VarianceRow["ratios"] | undefined) =>
            ratios?.["rt"] === undefined ? "–" : formatOverRt(ratios["rt"]);
          return [
            row.subject,
            row.block,
            formatNumber(row.step),
            seriesLabel(row),
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
    compareSeries(a, b);
}

function placeOf(row: VarianceRow): string {
  const { subject, step, layer, block } = row;
  return JSON.stringify([subject, seriesName(row), step, layer, block]);
}
