/**
 * Gradient variance of every estimator: one line per model, one panel per block, one scale.
 * @module
 */
import { ALL_LAYERS, blockRank, lineOf, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { countOf } from "../../comparison/tally.ts";
import type { Chart, Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { formatNumber } from "../../look/format.ts";
import { isAntithetic, seriesMark } from "../../look/series.ts";
import { compareEstimators } from "../../look/styles.ts";
import { distinct } from "../../look/theme.ts";
import { atLastStep, type GradientVarianceRows, objectiveOf } from "./rows.ts";

/** Variance by model and block, summed over layers, at the last measured step of each model. */
export const varianceChart: Chart<GradientVarianceRows> = {
  name: "variance",
  marks: ({ fixed }) =>
    atLastStep(fixed)
      .filter(({ layer, block }) => layer === ALL_LAYERS && block !== PARAMETERS)
      .map((row) => {
        const { subject, block, step, seeds, pairs, variance } = row;
        const { series, objective } = objectiveOf(row);
        return {
          line: objective === "" ? subject : lineOf(subject, objective),
          ...{ subject, block, step, ...seriesMark(series), ...variance, pairs, seeds },
        };
      })
      .sort(byEstimatorAndLine),
  title: () => "Gradient variance of every estimator, summed over layers",
  caption: (marks) =>
    `${takeAway(marks)}Trace of the gradient's covariance on a fixed minibatch, ${
      stepsInWords(marks)
    }, with 95 % ` +
    `intervals from ${
      distinct(marks, "pairs").join(" or ")
    } pairs of gradients; left is better, and all panels share ` +
    "one scale.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Gradient variance: trace of the covariance, nats²",
      scale: "log",
      panels: "block",
      lines: "line",
      lineHeight: layout === "wide" ? 13 : 12,
      legend: true,
      tooltip: {
        label: "estimator",
        line: "model",
        block: "block",
        value: "variance",
        low: "from",
        high: "to",
      },
    }),
};

/** Relative difference of variances that no figure shows. */
const LEVEL = 0.01;

/** Where R2-G2 has the least variance of the estimators that draw once. */
function takeAway(marks: readonly Mark[]): string {
  const once = marks.filter(({ estimator }) => !isAntithetic({ estimator: String(estimator) }));
  const own = once.filter(({ estimator }) => estimator === "r2g2");
  if (own.length === 0) return "";
  const least = own.filter(({ line, block, value }) => {
    const all = once.filter((mark) => mark["line"] === line && mark["block"] === block);
    return Number(value) <= (1 + LEVEL) * Math.min(...all.map((mark) => Number(mark["value"])));
  });
  const blocks = (count: number) => countOf(count, { of: own.length, noun: "block" });
  return least.length === 0
    ? `Of the estimators that draw once, one other than R2-G2 has the least variance in ${
      blocks(own.length)
    }. `
    : `Of the estimators that draw once R2-G2 has the least variance, or within ${100 * LEVEL} % of it, in ${
      blocks(least.length)
    }. `;
}

/** Marks so that series are in the estimators' order, panels in the blocks', lines by name. */
export function byEstimatorAndLine(a: Mark, b: Mark): number {
  return compareEstimators(String(a["estimator"]), String(b["estimator"])) ||
    blockRank(String(a["block"])) - blockRank(String(b["block"])) ||
    String(a["line"]).localeCompare(String(b["line"]), "en", { numeric: true });
}

/** `at step 1000`; where models differ, that it is the last of each. */
export function stepsInWords(marks: readonly Mark[]): string {
  const steps = distinct(marks, "step");
  return steps.length === 1
    ? `at step ${formatNumber(Number(steps[0]), 6)}`
    : "at each model's last measured step";
}
