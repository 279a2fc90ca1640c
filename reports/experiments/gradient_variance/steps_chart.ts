/**
 * Gradient variance along training, one panel per layer and block.
 * @module
 */
import { ALL_LAYERS, blockRank, lineOf, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { inOrder } from "../../analysis/select.ts";
import type { Chart, Mark } from "../../look/chart.ts";
import { curves } from "../../look/curves.ts";
import { formatNumber, isExactlyOne } from "../../look/format.ts";
import { compareSeries, seriesMark } from "../../look/series.ts";
import { distinct } from "../../look/theme.ts";
import { alongTraining, type GradientVarianceRows, objectiveOf } from "./rows.ts";

/** Trace of the covariance at every checkpoint, for models that have several and in which R2-G2 is not RT. */
export const varianceStepsChart: Chart<GradientVarianceRows> = {
  name: "variance-steps",
  marks: ({ fixed }) =>
    alongTraining(fixed, isExactlyOne)
      .flatMap((rows) => {
        const layers = [...new Set(rows.map(({ layer }) => layer))].filter((layer) => layer !== ALL_LAYERS);
        const shown = [layers[0], layers.at(-1)];
        return rows.filter((row) =>
          shown.includes(row.layer) && row.block !== PARAMETERS && row.estimator !== "score" &&
          objectiveOf(row).objective === ""
        );
      })
      .sort((a, b) =>
        blockRank(a.block) - blockRank(b.block) || inOrder(a.subject, b.subject) ||
        inOrder(a.layer, b.layer) || compareSeries(a, b) || a.step - b.step
      )
      .map((row) => {
        const { subject, layer, block, step, variance, pairs } = row;
        return {
          ...{ panel: `${lineOf(subject, layer)}, ${block}`, subject, layer, block, step },
          ...seriesMark(row),
          trace: variance.value,
          value: Math.log10(variance.value),
          low: Math.log10(variance.low),
          high: Math.log10(variance.high),
          pairs,
        };
      })
      .filter(({ low }) => Number.isFinite(low)),
  title: () => "Gradient variance along training, in the bottom and the top layer",
  caption: (marks) =>
    `${
      takeAway(marks)
    }Lower is better, by a factor of ten for each unit; each panel has a scale of its own, and bands ` +
    "are 95 % intervals. Traces of the gradient's covariance on a fixed minibatch, at checkpoints of one training run by " +
    `RT (steps ${
      distinct(marks, "step").join(", ")
    }). Models in which R2-G2 is exactly RT at all of them are not drawn, ` +
    "nor are the score function and other objectives.",
  spec: (marks, layout) =>
    curves(marks, layout, {
      horizontal: "step",
      axis: "Step",
      vertical: "log₁₀ of the trace of the covariance, nats²",
      height: 130,
    }),
};

/** How the reduction changes from the first to the last checkpoint, in the panel where it changes most. */
function takeAway(marks: readonly Mark[]): string {
  const changes = distinct(marks, "panel").flatMap((panel) => {
    const own = marks.filter((mark) => mark["panel"] === panel);
    const steps = own.map(({ step }) => Number(step));
    const at = (estimator: string, step: number) =>
      own.find((mark) => mark["estimator"] === estimator && mark["step"] === step)?.["trace"];
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
