/**
 * Gradient variance along training, one panel per layer and block.
 * @module
 */
import { groupBy, inOrder } from "../analysis/select.ts";
import { ALL_LAYERS, PARAMETERS, varianceRows } from "../analysis/variance.ts";
import { curves } from "./curves.ts";
import { compareEstimators, estimatorStyle } from "./styles.ts";
import { distinct } from "./theme.ts";
import type { Chart } from "./types.ts";
import { blockRank } from "./variance.ts";

/** Trace of the covariance at every checkpoint, for models that have several. */
export const varianceStepsChart: Chart = {
  name: "variance-steps",
  experiment: "gradient_variance",
  splitBy: "subject",
  rows: (records) =>
    [...groupBy(varianceRows(records), ({ subject }) => subject).values()]
      .filter((rows) => new Set(rows.map(({ step }) => step)).size > 1)
      .flatMap((rows) =>
        rows
          .filter(({ layer, block }) => layer !== ALL_LAYERS && block !== PARAMETERS)
          .sort((a, b) =>
            blockRank(a.block) - blockRank(b.block) || inOrder(a.layer, b.layer) ||
            compareEstimators(a.estimator, b.estimator) || a.step - b.step
          )
          .map(({ subject, layer, block, step, estimator, variance, pairs }) => ({
            ...{ panel: `${layer}, ${block}`, subject, layer, block, step, estimator },
            label: estimatorStyle(estimator).label,
            trace: variance.value,
            value: Math.log10(variance.value),
            low: Math.log10(variance.low),
            high: Math.log10(variance.high),
            pairs,
          }))
      )
      .filter(({ low }) => Number.isFinite(low)),
  title: (rows) => `Gradient variance of ${rows[0]?.["subject"]} along training`,
  caption: (rows) =>
    "Logarithm to base 10 of the trace of the gradient's covariance on a fixed minibatch, at checkpoints of one training run by RT (steps " +
    `${
      distinct(rows, "step").join(", ")
    }), with 95 % intervals as bands. Lower is better, by a factor of ten for each unit; each panel ` +
    "has a scale of its own.",
  spec: (rows, layout) =>
    curves(rows, layout, {
      horizontal: "step",
      axis: "Step",
      vertical: "log₁₀ trace, nats²",
      height: 130,
    }),
};
