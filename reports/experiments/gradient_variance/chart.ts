/**
 * Gradient variance of every estimator: one line per model, one panel per block, one scale.
 * @module
 */
import { ALL_LAYERS, PARAMETERS, type VarianceRow, varianceRows } from "../../analysis/variance.ts";
import { formatNumber } from "../../look/format.ts";
import { countOf } from "../../comparison/tally.ts";
import { dotChart } from "../../look/dots.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { distinct } from "../../look/theme.ts";
import type { Chart, Row } from "../../look/chart.ts";

/** Variance by model and block, summed over layers, at the last measured step of each model. */
export const varianceChart: Chart = {
  name: "variance",
  experiment: "gradient_variance",
  rows: (records) =>
    atLastStep(varianceRows(records))
      .filter(({ layer, block }) => layer === ALL_LAYERS && block !== PARAMETERS)
      .map((row) => ({ ...row, variance: row.variance, ...objectiveOf(row) }))
      .map(({ subject, block, step, base, objective, seeds, pairs, variance }) => ({
        line: objective === "" ? subject : lineOf(subject, objective),
        subject,
        block,
        step,
        estimator: base,
        label: estimatorStyle(base).label,
        ...variance,
        pairs,
        seeds,
      }))
      .sort(byEstimatorAndLine),
  title: () => "Gradient variance of every estimator, summed over layers",
  caption: (rows) =>
    `${takeAway(rows)}Trace of the gradient's covariance on a fixed minibatch, ${
      stepsInWords(rows)
    }, with 95 % ` +
    `intervals from ${
      distinct(rows, "pairs").join(" or ")
    } pairs of gradients; left is better, and all panels share ` +
    "one scale.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
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
function takeAway(rows: readonly Row[]): string {
  const once = rows.filter(({ estimator }) => !String(estimator).endsWith("-antithetic"));
  const own = once.filter(({ estimator }) => estimator === "r2g2");
  if (own.length === 0) return "";
  const least = own.filter(({ line, block, value }) => {
    const all = once.filter((row) => row["line"] === line && row["block"] === block);
    return Number(value) <= (1 + LEVEL) * Math.min(...all.map((row) => Number(row["value"])));
  });
  const blocks = (count: number) => countOf(count, { of: own.length, noun: "block" });
  return least.length === 0
    ? `Of the estimators that draw once another one than R2-G2 has the least variance in ${
      blocks(own.length)
    }. `
    : `Of the estimators that draw once R2-G2 has the least variance, or within ${100 * LEVEL} % of it, in ${
      blocks(least.length)
    }. `;
}

/**
 * The estimator of a row without its objective, and the objective where it is not the model's own: rows name it
 * behind the estimator, as in `rt (bound iwae dreg, boundSamples 5)`.
 */
export function objectiveOf({ estimator }: Pick<VarianceRow, "estimator">): {
  readonly base: string;
  readonly objective: string;
} {
  const [, base = estimator, objective = "", samples = "1"] =
    /^(\S+) \(bound ([^,)]+)(?:, boundSamples (\d+))?\)$/.exec(estimator) ?? [];
  return { base, objective: samples === "1" ? objective : `${objective} × ${samples}` };
}

/** Rows so that series are in the estimators' order, panels in the blocks', lines by name. */
export function byEstimatorAndLine(a: Row, b: Row): number {
  return compareEstimators(String(a["estimator"]), String(b["estimator"])) ||
    blockRank(String(a["block"])) - blockRank(String(b["block"])) ||
    String(a["line"]).localeCompare(String(b["line"]), "en", { numeric: true });
}

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

/** A layer of a model, as the name of a line. */
export function lineOf(subject: string, layer: string): string {
  return `${subject} · ${layer}`;
}

/** `at step 1000`; where models differ, that it is the last of each. */
export function stepsInWords(rows: readonly Row[]): string {
  const steps = distinct(rows, "step");
  return steps.length === 1
    ? `at step ${formatNumber(Number(steps[0]), 6)}`
    : "at each model's last measured step";
}
