/**
 * Gradient variance over RT's: one line per layer, one panel per block.
 * @module
 */
import { ALL_LAYERS, PARAMETERS, varianceRows } from "../analysis/variance.ts";
import { listing } from "../format.ts";
import { dotChart } from "./dots.ts";
import { compareEstimators, estimatorStyle } from "./styles.ts";
import { distinct } from "./theme.ts";
import type { Chart } from "./types.ts";
import { atLastStep, blockRank } from "./variance.ts";

/** Ratio to RT by layer and block, at the last measured step of each model. */
export const varianceRatioChart: Chart = {
  name: "variance-ratio",
  experiment: "gradient_variance",
  splitBy: "subject",
  rows: (records) =>
    atLastStep(varianceRows(records))
      .filter(({ layer, block }) => layer !== ALL_LAYERS && block !== PARAMETERS)
      .filter(({ estimator }) => estimator !== "score")
      .flatMap((row) => (row.ratios["rt"] === undefined ? [] : [{ ...row, ratio: row.ratios["rt"] }]))
      .sort((a, b) => blockRank(a.block) - blockRank(b.block) || compareEstimators(a.estimator, b.estimator))
      .map(({ subject, layer, block, step, estimator, ratio }) => ({
        subject,
        block,
        layer,
        step,
        estimator,
        label: estimatorStyle(estimator).label,
        ...ratio,
      })),
  title: (rows) => `Gradient variance of ${rows[0]?.["subject"]} over that of RT`,
  caption: (rows) =>
    `Variance divided by that of RT with one draw ${
      String(rows[0]?.["subject"]).startsWith("vae") ? "per example" : "shared by the minibatch"
    }, for ${
      listing(distinct(rows, "label"))
    }, with 95 % intervals over pairs of gradients; left of the dashed ` +
    "line is less variance than RT. The score function, where it was run, is in the table only.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Variance over that of RT",
      scale: "log",
      panels: "block",
      lines: "layer",
      rule: 1,
      lineHeight: 18,
      legend: true,
      tooltip: {
        label: "estimator",
        layer: "layer",
        block: "block",
        value: "ratio",
        low: "from",
        high: "to",
      },
    }),
};
