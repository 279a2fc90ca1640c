/**
 * Gradient variance along training, one panel per layer and block.
 * @module
 */
import { groupBy, inOrder } from "../../analysis/select.ts";
import { ALL_LAYERS, PARAMETERS, type VarianceRow, varianceRows } from "../../analysis/variance.ts";
import { formatNumber, isExactlyOne } from "../../look/format.ts";
import { curves } from "../../look/curves.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { distinct } from "../../look/theme.ts";
import type { Chart, Row } from "../../look/chart.ts";
import { blockRank, lineOf, objectiveOf } from "./chart.ts";

/** Trace of the covariance at every checkpoint, for models that have several and in which R2-G2 is not RT. */
export const varianceStepsChart: Chart = {
  name: "variance-steps",
  experiment: "gradient_variance",
  rows: (records) =>
    [...groupBy(varianceRows(records), ({ subject }) => subject).values()]
      .filter((rows) => new Set(rows.map(({ step }) => step)).size > 1 && differs(rows))
      .flatMap((rows) => {
        const layers = [...new Set(rows.map(({ layer }) => layer))].filter((layer) => layer !== ALL_LAYERS);
        const shown = [layers[0], layers.at(-1)];
        return rows.filter(({ layer, block, estimator }) =>
          shown.includes(layer) && block !== PARAMETERS && estimator !== "score" &&
          objectiveOf({ estimator }).objective === ""
        );
      })
      .sort((a, b) =>
        blockRank(a.block) - blockRank(b.block) || inOrder(a.subject, b.subject) ||
        inOrder(a.layer, b.layer) || compareEstimators(a.estimator, b.estimator) || a.step - b.step
      )
      .map(({ subject, layer, block, step, estimator, variance, pairs }) => ({
        ...{ panel: `${lineOf(subject, layer)}, ${block}`, subject, layer, block, step, estimator },
        label: estimatorStyle(estimator).label,
        trace: variance.value,
        value: Math.log10(variance.value),
        low: Math.log10(variance.low),
        high: Math.log10(variance.high),
        pairs,
      }))
      .filter(({ low }) => Number.isFinite(low)),
  title: () => "Gradient variance along training, in the bottom and the top layer",
  caption: (rows) =>
    `${
      takeAway(rows)
    }Lower is better, by a factor of ten for each unit; each panel has a scale of its own, and bands ` +
    "are 95 % intervals. Traces of the gradient's covariance on a fixed minibatch, at checkpoints of one training run by " +
    `RT (steps ${
      distinct(rows, "step").join(", ")
    }). Models in which R2-G2 is exactly RT at all of them are not drawn, ` +
    "nor are the score function and other objectives.",
  spec: (rows, layout) =>
    curves(rows, layout, {
      horizontal: "step",
      axis: "Step",
      vertical: "log₁₀ of the trace of the covariance, nats²",
      height: 130,
    }),
};

/** Whether R2-G2 is something else than RT somewhere; also where one of the two was not measured. */
function differs(rows: readonly VarianceRow[]): boolean {
  const ratios = rows.filter(({ estimator }) => estimator === "r2g2").flatMap(({ ratios }) =>
    ratios["rt"] === undefined ? [] : [ratios["rt"]]
  );
  return ratios.length === 0 || !ratios.every(isExactlyOne);
}

/** How the reduction changes from the first to the last checkpoint, in the panel where it changes most. */
function takeAway(rows: readonly Row[]): string {
  const changes = distinct(rows, "panel").flatMap((panel) => {
    const own = rows.filter((row) => row["panel"] === panel);
    const steps = own.map(({ step }) => Number(step));
    const at = (estimator: string, step: number) =>
      own.find((row) => row["estimator"] === estimator && row["step"] === step)?.["trace"];
    const [start, end] = [Math.min(...steps), Math.max(...steps)].map((step) =>
      Number(at("rt", step)) / Number(at("r2g2", step))
    ) as [number, number];
    return Number.isFinite(start) && Number.isFinite(end) ? [{ panel, start, end }] : [];
  });
  if (changes.length === 0) return "";
  const most = changes.reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a));
  return `From the first to the last checkpoint RT's variance over R2-G2's goes from ${
    formatNumber(most.start, 2)
  } to ${formatNumber(most.end, 2)} in ${most.panel}, and changes less elsewhere. `;
}

function sizeOf({ start, end }: { readonly start: number; readonly end: number }): number {
  return Math.abs(Math.log(end / start));
}
