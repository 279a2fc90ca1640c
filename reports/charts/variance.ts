/**
 * Gradient variance of every estimator, one panel per layer and block.
 * @module
 */
import { ALL_LAYERS, PARAMETERS, type VarianceRow, varianceRows } from "../analysis/variance.ts";
import { formatNumber } from "../format.ts";
import { dotChart } from "./dots.ts";
import { compareEstimators, estimatorStyle } from "./styles.ts";
import type { Chart } from "./types.ts";

/** Variance by layer and block, at the last measured step of each model. */
export const varianceChart: Chart = {
  name: "variance",
  experiment: "gradient_variance",
  splitBy: "subject",
  rows: (records) =>
    atLastStep(varianceRows(records))
      .filter(({ layer, block }) => layer !== ALL_LAYERS && block !== PARAMETERS)
      .sort((a, b) => compareEstimators(a.estimator, b.estimator))
      .sort((a, b) => blockRank(a.block) - blockRank(b.block))
      .map(({ subject, layer, block, step, estimator, seeds, pairs, variance }) => ({
        subject,
        panel: `${layer}, ${block}`,
        layer,
        block,
        step,
        estimator,
        label: estimatorStyle(estimator).label,
        ...variance,
        pairs,
        seeds,
      })),
  title: (rows) => `Gradient variance of ${rows[0]?.["subject"]} by layer and block`,
  caption: (rows) =>
    `Trace of the gradient's covariance on a fixed minibatch at step ${
      formatNumber(Number(rows[0]?.["step"]))
    }, ` +
    `with 95 % intervals from ${rows[0]?.["pairs"]} pairs of gradients; left is better. ` +
    "All panels share one scale. R2-G2 changes the scale block and what flows upstream; its mean block has the " +
    "variance of RT with one draw per example.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Gradient variance: trace of the covariance, nats²",
      scale: "log",
      panels: "panel",
      grid: { row: "layer", column: "block" },
      tooltip: {
        label: "estimator",
        layer: "layer",
        block: "block",
        value: "variance",
        low: "from",
        high: "to",
      },
    }),
};

const BLOCKS = ["mean + scale", "mean", "scale", "upstream"];

/** Rows of the last step that each model was measured at. */
export function atLastStep(rows: readonly VarianceRow[]): VarianceRow[] {
  const last = new Map<string, number>();
  for (const { subject, step } of rows) last.set(subject, Math.max(step, last.get(subject) ?? step));
  return rows.filter(({ subject, step }) => step === last.get(subject));
}

/** Position of a block in lists. */
export function blockRank(block: string): number {
  const rank = BLOCKS.indexOf(block);
  return rank < 0 ? BLOCKS.length : rank;
}
