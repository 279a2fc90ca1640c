/**
 * Gradient variance over RT's: one line per layer of each model, one panel per block, one scale.
 * @module
 */
import { lineOf } from "../../analysis/gradient_parts.ts";
import { countOf } from "../../comparison/tally.ts";
import { type Chart, ends, intervalOf, type Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { formatNumber, isExactlyOne, listing } from "../../look/format.ts";
import { isAntithetic, seriesMark } from "../../look/series.ts";
import { byEstimatorAndLine, stepsInWords } from "./chart.ts";
import { atLastStep, type GradientVarianceRows, objectiveOf, singleBlocks } from "./rows.ts";

/** Ratio to RT by model, layer and block, at the last measured step of each model. */
export const varianceRatioChart: Chart<GradientVarianceRows> = {
  name: "variance-ratio",
  marks: ({ fixed }) =>
    singleBlocks(atLastStep(fixed))
      .filter((row) => row.estimator !== "score" && objectiveOf(row).objective === "")
      .flatMap((row) => {
        const { subject, layer, block, step, ratios: { rt: ratio } } = row;
        if (ratio === undefined) return [];
        const line = lineOf(subject, layer);
        return [{ line, subject, block, layer, step, ...seriesMark(row), ...ends(ratio) }];
      })
      .sort(byEstimatorAndLine),
  title: () => "Gradient variance over that of RT, by layer and block",
  caption: (marks) =>
    `${
      takeAway(marks)
    }R2-G2 changes the scale block and what flows upstream; it leaves a layer's own mean block as RT ` +
    "with one draw per example has it, and the layers below have less because less noise flows down to them. Left of " +
    "the dashed line is less than RT, which shares one draw in the minibatch in Bayesian networks and draws per " +
    `example in VAEs; 95 % intervals over pairs of gradients, ${stepsInWords(marks)}. ${
      marks.some(({ estimator }) => isAntithetic({ estimator: String(estimator) }))
        ? "Antithetic pairs average two draws. "
        : ""
    }The score function and other objectives, where they were run, are in the next figure.`,
  spec: (marks, layout) =>
    dotChart(marks, layout, {
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
function takeAway(marks: readonly Mark[]): string {
  const own = marks.filter(({ estimator }) => estimator === "r2g2");
  if (own.length === 0) return "";
  const exact = own.filter((mark) => isExactlyOne(intervalOf(mark)));
  const others = own.filter((mark) => !exact.includes(mark));
  const [less, more] = [
    others.filter((mark) => intervalOf(mark).high < 1),
    others.filter((mark) => intervalOf(mark).low > 1),
  ];
  const least = less.reduce<Mark | undefined>(
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
