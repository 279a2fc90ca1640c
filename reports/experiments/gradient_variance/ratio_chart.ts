/**
 * Gradient variance over RT's: one line per layer of each model, one panel per block, one scale.
 * @module
 */
import { ALL_LAYERS, PARAMETERS, varianceRows } from "../../analysis/variance.ts";
import { formatNumber, isExactlyOne, listing } from "../../look/format.ts";
import { countOf } from "../../comparison/tally.ts";
import { intervalOf } from "../../comparison/marks.ts";
import { dotChart } from "../../look/dots.ts";
import { estimatorStyle } from "../../look/styles.ts";
import type { Chart, Row } from "../../look/chart.ts";
import { atLastStep, byEstimatorAndLine, lineOf, objectiveOf, stepsInWords } from "./chart.ts";

/** Ratio to RT by model, layer and block, at the last measured step of each model. */
export const varianceRatioChart: Chart = {
  name: "variance-ratio",
  experiment: "gradient_variance",
  rows: (records) =>
    atLastStep(varianceRows(records))
      .filter(({ layer, block }) => layer !== ALL_LAYERS && block !== PARAMETERS)
      .filter((row) => row.estimator !== "score" && objectiveOf(row).objective === "")
      .flatMap((row) => (row.ratios["rt"] === undefined ? [] : [{ ...row, ratio: row.ratios["rt"] }]))
      .map(({ subject, layer, block, step, estimator, ratio }) => ({
        line: lineOf(subject, layer),
        subject,
        block,
        layer,
        step,
        estimator,
        label: estimatorStyle(estimator).label,
        ...ratio,
      }))
      .sort(byEstimatorAndLine),
  title: () => "Gradient variance over that of RT, by layer and block",
  caption: (rows) =>
    `${
      takeAway(rows)
    }R2-G2 changes the scale block and what flows upstream; it leaves a layer's own mean block as RT ` +
    "with one draw per example has it, and the layers below have less because less noise flows down to them. Left of " +
    "the dashed line is less than RT, which shares one draw in the minibatch in Bayesian networks and draws per " +
    `example in VAEs; 95 % intervals over pairs of gradients, ${stepsInWords(rows)}. ${
      rows.some(({ estimator }) => String(estimator).endsWith("-antithetic"))
        ? "Antithetic pairs average two draws. "
        : ""
    }The score function and other objectives, where they were run, are in the next figure.`,
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Variance over that of RT",
      scale: "log",
      panels: "block",
      lines: "line",
      rule: 1,
      lineHeight: layout === "wide" ? 13 : 12,
      legend: true,
      tooltip: {
        label: "estimator",
        line: "model and layer",
        block: "block",
        value: "ratio",
        low: "from",
        high: "to",
      },
    }),
};

/** How R2-G2 does, block by block. */
function takeAway(rows: readonly Row[]): string {
  const own = rows.filter(({ estimator }) => estimator === "r2g2");
  if (own.length === 0) return "";
  const exact = own.filter((row) => isExactlyOne(intervalOf(row)));
  const others = own.filter((row) => !exact.includes(row));
  const [less, more] = [
    others.filter((row) => intervalOf(row).high < 1),
    others.filter((row) => intervalOf(row).low > 1),
  ];
  const least = less.reduce<Row | undefined>(
    (a, b) => (a === undefined || Number(b["value"]) < Number(a["value"]) ? b : a),
    undefined,
  );
  const open = others.length - less.length - more.length;
  const kinds: readonly (readonly [count: number, first: string, next: string])[] = [
    [less.length, "has less variance than RT", "less"],
    [exact.length, "is exactly RT", "is exactly RT"],
    [more.length, "has more variance than RT", "more"],
    [open, "does not clearly differ from RT", "does not clearly differ"],
  ];
  const found = kinds.filter(([count]) => count > 0).map(([count, first, next], i) =>
    i === 0 ? `${first} in ${countOf(count, { of: own.length, noun: "block" })}` : `${next} in ${count}`
  );
  const down = least === undefined
    ? ""
    : `The least is ${formatNumber(Number(least["value"]), 2)} of RT's (${least["line"]}, ${
      least["block"]
    }). `;
  return `R2-G2 ${listing(found)}. ${down}`;
}
