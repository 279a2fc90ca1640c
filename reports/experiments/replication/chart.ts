/**
 * The paper's figures beside ours.
 * @module
 */
import { FIGURES, speedRows, type TrainedRow, trainedRows } from "./rows.ts";
import { OUTCOMES, outcomeWithUnit } from "../../analysis/outcomes.ts";
import { inOrder } from "../../analysis/select.ts";
import type { Interval } from "../../look/format.ts";
import { dotChart } from "../../look/dots.ts";
import { compareEstimators, estimatorStyle, NEUTRAL, SECOND_NEUTRAL } from "../../look/styles.ts";
import type { Chart, Row } from "../../look/chart.ts";

/** Figures after training, one chart per figure; models that the paper has not are in the table only. */
export const replicationChart: Chart = {
  name: "replication",
  experiment: "replication",
  splitBy: "figure",
  rows: (records) =>
    trainedRows(records)
      .filter(({ published }) => published !== undefined)
      .sort((a, b) =>
        FIGURES.indexOf(a.figure) - FIGURES.indexOf(b.figure) || inOrder(a.subject, b.subject) ||
        compareEstimators(a.estimator, b.estimator)
      )
      .flatMap((row) => {
        const { subject, estimator, figure, unit, steps, publishedSteps, seeds } = row;
        const place = {
          ...{ panel: subject, subject, figure, unit, line: estimatorStyle(estimator).label },
          unequal: unequal(row) ? "yes" : "no",
        };
        return [
          mark(place, { label: "ours", estimator: SECOND_NEUTRAL, steps, seeds, of: row.ours }),
          mark(place, {
            label: "paper",
            estimator: NEUTRAL,
            steps: publishedSteps,
            seeds: 5,
            of: row.published as Interval,
          }),
        ];
      }),
  title: (rows) =>
    `The paper's ${OUTCOMES[String(rows[0]?.["figure"])]?.label ?? rows[0]?.["figure"]} beside ours`,
  caption: (rows) =>
    "Squares: our mean over seeds with its 95 % interval, or the point where there is one seed. Diamonds: the paper's " +
    `mean over five runs ± 1.96 standard errors. Right is better.${
      rows.some(({ unequal }) => unequal === "yes")
        ? " Our runs have other numbers of steps than the paper's (see the table), so that they need not agree."
        : ""
    }`,
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: capitalised(outcomeWithUnit(String(rows[0]?.["figure"]))),
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
export const replicationSpeedChart: Chart = {
  name: "replication-speed",
  experiment: "replication",
  rows: (records) =>
    speedRows(records)
      .sort((a, b) => inOrder(a.subject, b.subject) || compareEstimators(a.estimator, b.estimator))
      .flatMap(({ subject, estimator, overRt, publishedOverRt }): Row[] => {
        const place = { panel: subject, subject, line: estimatorStyle(estimator).label };
        return [
          ...(overRt === undefined
            ? []
            : [{ ...place, label: "ours", estimator: SECOND_NEUTRAL, ...overRt }]),
          ...(publishedOverRt === undefined ? [] : [{
            ...{ ...place, label: "paper", estimator: NEUTRAL },
            ...{ value: publishedOverRt, low: publishedOverRt, high: publishedOverRt },
          }]),
        ];
      }),
  title: () => "Training speed over that of RT, the paper's and ours",
  caption: () =>
    "Steps a second of each estimator over steps a second of RT on the same machine: squares ours, with 95 % intervals, " +
    "diamonds the paper's, on one V100. Right of the dashed line is faster than RT.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Steps a second over RT's",
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

/** Whether ours and the paper's trained for different numbers of steps. */
export function unequal({ steps, publishedSteps }: Pick<TrainedRow, "steps" | "publishedSteps">): boolean {
  return publishedSteps > 0 && steps !== publishedSteps;
}

function mark(
  place: Row,
  { of, ...rest }: { label: string; estimator: string; steps: number; seeds: number; of: Interval },
): Row {
  return { ...place, ...rest, ...of };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
