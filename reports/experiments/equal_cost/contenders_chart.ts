/**
 * More samples, antithetic pairs and R2-G2, all over RT with one sample.
 * @module
 */
import { contenderLabel, type ContenderRow, contenderRows } from "./contenders.ts";
import { inOrder } from "../../analysis/select.ts";
import { PARAMETERS } from "../../analysis/variance.ts";
import type { Outcome } from "../../comparison/worth.ts";
import { tally } from "../../comparison/tally.ts";
import { intervalOf } from "../../comparison/marks.ts";
import { dotChart } from "../../look/dots.ts";
import { compareEstimators, estimatorStyle, NEUTRAL, SECOND_NEUTRAL } from "../../look/styles.ts";
import type { Chart, Row } from "../../look/chart.ts";
import { blockRank } from "../gradient_variance/chart.ts";

const TIMED = "× time";
const RIVAL = estimatorStyle("rt-antithetic").label;
const OURS = estimatorStyle("r2g2").label;

/** Work-normalised variance of every contender. */
export const contendersChart: Chart = {
  name: "equal-cost-contenders",
  experiment: "equal_cost",
  rows: (records) =>
    withPairs(contenderRows(records))
      .sort((a, b) =>
        inOrder(a.subject, b.subject) || blockRank(a.block) - blockRank(b.block) ||
        compareEstimators(a.estimator, b.estimator) || inOrder(a.matching, b.matching)
      )
      .flatMap(({ subject, block, estimator, variance, timeWork, flopsWork, ...cell }): Row[] => {
        const gradient = block === PARAMETERS ? "parameters" : block;
        const contender = contenderLabel({ ...cell }, estimatorStyle(estimator).label).replace(
          / × \d+, equal/,
          " × K,",
        );
        const place = {
          panel: `${subject}, ${gradient}`,
          subject,
          block: gradient,
          contender,
          samples: cell.samples,
        };
        return [
          { ...place, label: "one gradient", estimator: NEUTRAL, ...variance },
          ...flopsWork === undefined
            ? []
            : [{ ...place, label: "× FLOPs", estimator: SECOND_NEUTRAL, ...flopsWork }],
          ...timeWork === undefined ? [] : [{ ...place, label: TIMED, estimator: "r2g2", ...timeWork }],
        ];
      }),
  title: () => "More samples, antithetic pairs and R2-G2 at equal cost",
  caption: (rows) =>
    takeAway(rows) +
    "Variance over that of RT with one sample (diamonds), times floating-point operations (squares) and times " +
    "milliseconds (circles), with 95 % intervals; left is better, and of two lines of a panel the one whose circle is further " +
    "left gives less variance for the same time. K: as many samples as R2-G2's time, or its operations, buy. An " +
    "antithetic gradient averages the noise ε and −ε.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Over RT with one sample",
      scale: "log",
      panels: "panel",
      columns: 2,
      lines: "contender",
      rule: 1,
      lineHeight: 20,
      legend: true,
      tooltip: {
        ...{ panel: "gradient of", contender: "gradient", samples: "samples", label: "variance" },
        ...{ value: "ratio", low: "from", high: "to" },
      },
    }),
};

/** Whether RT with antithetic pairs beats R2-G2, panel by panel. */
function takeAway(rows: readonly Row[]): string {
  const timed = rows.filter(({ label }) => label === TIMED);
  const outcomes = timed.filter(({ contender }) => contender === RIVAL).flatMap((rival): Outcome[] => {
    const ours = timed.find(({ panel, contender }) => panel === rival["panel"] && contender === OURS);
    if (ours === undefined) return [];
    const [theirs, own] = [intervalOf(rival), intervalOf(ours)];
    return [theirs.high < own.low ? "yes" : theirs.low > own.high ? "no" : "undecided"];
  });
  const words = tally(outcomes, { subject: "RT with antithetic pairs", other: "R2-G2" });
  return words === "" ? "" : `For the same time ${words}. `;
}

/** All rows, or none where no antithetic pair was run: the main figure then shows the rest. */
function withPairs(rows: readonly ContenderRow[]): ContenderRow[] {
  return rows.some(({ estimator }) => estimator.endsWith("-antithetic")) ? [...rows] : [];
}
