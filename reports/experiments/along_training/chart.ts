/**
 * Every contender against RT at equal time, along training.
 * @module
 */
import type { Chart, Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { formatNumber, listing, seedsInWords } from "../../look/format.ts";
import { compareEstimators } from "../../look/styles.ts";
import type { AlongTrainingRows, ContenderRow } from "./rows.ts";
import { outcomeOf } from "./words.ts";

/** Total variance × time over RT's, each with its best number of samples, in the norm that trains. */
export const alongTrainingChart: Chart<AlongTrainingRows> = {
  name: "along-training",
  marks: ({ contenders }) => contenders.filter(({ norm }) => norm === "log-scale").map(mark).sort(byStyle),
  title: () => "Variance × time along training, over RT with its best number of samples",
  caption: (marks, rows) =>
    `${
      takeAway(rows)
    }Total variance (noise and minibatch) of the gradient of all parameters × time of a whole step, at ` +
    `checkpoints of RT's own training; left of the dashed line is less. Each contender with its best number of samples, ` +
    `chosen on one half of the measurements and judged on the other. Lines are 95 % intervals over ${
      seedsInWords(marks.map(({ seeds }) => Number(seeds)))
    } and ${Math.min(...marks.map(({ processes }) => Number(processes)))} processes.`,
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Variance × time over RT's",
      scale: "log",
      panels: "subject",
      lines: "place",
      rule: 1,
      lineHeight: 14,
      legend: true,
      tooltip: {
        ...{ subject: "model", place: "checkpoint", label: "contender", samples: "samples" },
        ...{ value: "ratio", low: "from", high: "to" },
      },
    }),
};

function mark({ subject, step, contender, comparison }: ContenderRow): Mark {
  const { ratio, choices, seeds, processes } = comparison;
  return {
    subject,
    place: `step ${formatNumber(step, 6)}`,
    step,
    label: contender.label,
    estimator: contender.estimator,
    samples: choices.ours[0]?.samples ?? 1,
    ...{ value: ratio.value, low: ratio.low, high: ratio.high },
    ...{ seeds, processes },
  };
}

function byStyle(a: Mark, b: Mark): number {
  return compareEstimators(String(a["estimator"]), String(b["estimator"])) ||
    Number(a["step"]) - Number(b["step"]);
}

/** What R2-G2's rows say together. */
function takeAway({ places }: AlongTrainingRows): string {
  const judged = places.filter(({ norm, againstRt }) => norm === "log-scale" && againstRt !== undefined);
  if (judged.length === 0) return "";
  const worth = judged.filter((row) => outcomeOf(row) === "yes");
  if (worth.length === 0) return "R2-G2 leaves clearly less than RT nowhere. ";
  const models = [...new Set(worth.map(({ subject }) => subject))];
  return `R2-G2 leaves clearly less than RT at ${worth.length} of ${judged.length} checkpoints (${
    listing(models)
  }). `;
}
