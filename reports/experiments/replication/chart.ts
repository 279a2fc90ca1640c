/**
 * The paper's figures beside ours.
 * @module
 */
import { OUTCOMES, outcomeWithUnit } from "../../analysis/outcomes.ts";
import { type Chart, ends, type Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { seriesLabel } from "../../look/series.ts";
import { NEUTRAL, SECOND_NEUTRAL } from "../../look/styles.ts";
import { FIGURES, type ReplicationRows, unequal } from "./rows.ts";

/** Figures after training, one chart per figure; models that the paper does not have are in the table only. */
export const replicationChart: Chart<ReplicationRows> = {
  name: "replication",
  splitBy: "figure",
  marks: ({ trained }) =>
    trained
      .toSorted((a, b) => FIGURES.indexOf(a.figure) - FIGURES.indexOf(b.figure))
      .flatMap((row): Mark[] => {
        const { subject, figure, unit, steps, publishedSteps, seeds, ours, published } = row;
        if (published === undefined) return [];
        const place = {
          ...{ panel: subject, subject, figure, unit, line: seriesLabel(row) },
          unequal: unequal(row) ? "yes" : "no",
        };
        return [
          { ...place, label: "ours", estimator: SECOND_NEUTRAL, steps, seeds, ...ours },
          {
            ...{ ...place, label: "paper", estimator: NEUTRAL, steps: publishedSteps, seeds: 5 },
            ...published,
          },
        ];
      }),
  title: (marks) =>
    `The paper's ${OUTCOMES[String(marks[0]?.["figure"])]?.label ?? marks[0]?.["figure"]} beside ours`,
  caption: (marks) =>
    "Squares: our mean over seeds with its 95 % interval, or the point where there is one seed. Diamonds: the paper's " +
    `mean over five runs ± 1.96 standard errors. Right is better.${
      marks.some(({ unequal }) => unequal === "yes")
        ? " Our runs have other numbers of steps than the paper's (see the table), so that they need not agree."
        : ""
    }`,
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: capitalised(outcomeWithUnit(String(marks[0]?.["figure"]))),
      scale: "linear",
      panels: "panel",
      lines: "line",
      ownLines: true,
      lineHeight: 28,
      legend: true,
      tooltip: {
        panel: "model",
        line: "estimator",
        label: "whose",
        steps: "steps",
        seeds: "runs",
        value: "mean",
        low: "from",
        high: "to",
      },
    }),
};

/** Speed of every estimator over RT's, each on its own machine. */
export const replicationSpeedChart: Chart<ReplicationRows> = {
  name: "replication-speed",
  appendix: true,
  marks: ({ speeds }) =>
    speeds.flatMap((row): Mark[] => {
      const { subject, overRt, publishedOverRt } = row;
      const place = { panel: subject, subject, line: seriesLabel(row) };
      return [
        ...(overRt === undefined
          ? []
          : [{ ...place, label: "ours", estimator: SECOND_NEUTRAL, ...ends(overRt) }]),
        ...(publishedOverRt === undefined ? [] : [{
          ...{ ...place, label: "paper", estimator: NEUTRAL },
          ...{ value: publishedOverRt, low: publishedOverRt, high: publishedOverRt },
        }]),
      ];
    }),
  title: () => "Training speed over that of RT, the paper's and ours",
  caption: () =>
    "Steps per second of each estimator over steps per second of RT on the same machine: squares ours, with 95 % intervals, " +
    "diamonds the paper's, on one V100. Right of the dashed line is faster than RT.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Steps per second over RT's",
      scale: "log",
      panels: "panel",
      lines: "line",
      ownLines: true,
      rule: 1,
      lineHeight: 28,
      legend: true,
      tooltip: { panel: "model", line: "estimator", label: "whose", value: "ratio", low: "from", high: "to" },
    }),
};

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
