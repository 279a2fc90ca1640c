/**
 * R2-G2 at equal time along training: over RT with more samples, and over the best of the others.
 * @module
 */
import { type EfficiencyComparison, RATIO_MARGINS } from "../../../bench/stats/mod.ts";
import type { Chart, Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { formatNumber, listing, seedsInWords } from "../../look/format.ts";
import { SECOND_NEUTRAL } from "../../look/styles.ts";
import type { AlongRow, AlongTrainingRows } from "./rows.ts";
import { mainPlaces, outcomeOf, rivalOf } from "./words.ts";

/** Total variance × time in the norm that trains, one panel a model, one line a checkpoint. */
export const alongTrainingChart: Chart<AlongTrainingRows> = {
  name: "along-training",
  marks: (rows) =>
    mainPlaces(rows).flatMap((row) => [
      ...(row.identical
        ? []
        : mark(row, row.againstRt, { label: "R2-G2 over RT × K", estimator: "r2g2", rival: "RT" })),
      ...mark(row, row.againstBest, {
        ...{ label: "R2-G2's best form over the best rival", estimator: SECOND_NEUTRAL, rival: rivalOf(row) },
      }),
    ]),
  title: () => "Variance × time of R2-G2 along training",
  caption: (marks, rows) =>
    `${
      takeAway(rows)
    } Total variance (noise and minibatch) of the whole gradient × time of a step, at checkpoints of ` +
    `RT's own training; RT × K: with its best number of samples, chosen on one half of the measurements and judged on the ` +
    `other. In the grey band, ${RATIO_MARGINS.low} to 1/${RATIO_MARGINS.low}, it makes no difference. Lines are 95 % ` +
    `intervals over ${seedsInWords(marks.map(({ seeds }) => Number(seeds)))} and ${
      Math.min(...marks.map(({ processes }) => Number(processes)))
    } processes at least.`,
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Variance × time, R2-G2 over the other",
      scale: "log",
      panels: "subject",
      columns: 4,
      lines: "place",
      ownLines: true,
      rule: 1,
      band: RATIO_MARGINS,
      lineHeight: 18,
      legend: true,
      tooltip: {
        ...{ subject: "model", place: "checkpoint", label: "comparison", rival: "the other" },
        ...{ value: "ratio", low: "from", high: "to" },
      },
    }),
};

function mark(
  { subject, step }: AlongRow,
  comparison: EfficiencyComparison | undefined,
  look: Mark,
): Mark[] {
  if (comparison === undefined) return [];
  const { ratio: { value, low, high }, seeds, processes } = comparison;
  return [{
    subject,
    place: `step ${formatNumber(step, 6)}`,
    step,
    ...look,
    value,
    low,
    high,
    seeds,
    processes,
  }];
}

/** What R2-G2's rows say together. */
function takeAway(rows: AlongTrainingRows): string {
  const judged = mainPlaces(rows).filter(({ againstRt, identical }) => againstRt !== undefined && !identical);
  const worth = judged.filter((row) => outcomeOf(row) === "yes");
  if (judged.length === 0) return "R2-G2 is RT to the bit at every checkpoint.";
  if (worth.length === 0) return "R2-G2 leaves clearly less than RT nowhere.";
  const models = [...new Set(worth.map(({ subject }) => subject))];
  return `R2-G2 leaves clearly less than RT at ${worth.length} of ${judged.length} checkpoints (${
    listing(models)
  }).`;
}
