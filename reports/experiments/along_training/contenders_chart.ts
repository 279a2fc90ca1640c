/**
 * Every contender against RT at equal time, along training: for looking up.
 * @module
 */
import type { Chart, Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { formatNumber, listing, seedsInWords } from "../../look/format.ts";
import { compareEstimators } from "../../look/styles.ts";
import { groupBy } from "../../analysis/select.ts";
import type { AlongTrainingRows, ContenderRow } from "./rows.ts";

/** Total variance × time over RT's, each with its best number of samples, in the norm that trains. */
export const alongContendersChart: Chart<AlongTrainingRows> = {
  name: "along-training-contenders",
  appendix: true,
  marks: ({ contenders }) => contenders.filter(({ norm }) => norm === "log-scale").map(mark).sort(byStyle),
  title: () => "Every contender along training, over RT with its best number of samples",
  caption: (marks, rows) =>
    `${
      takeAway(rows)
    } Total variance (noise and minibatch) of the gradient of all parameters × time of a whole step, at ` +
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

/** The least of every model, wherever it was. */
function takeAway({ contenders }: AlongTrainingRows): string {
  const own = [...groupBy(contenders.filter(({ norm }) => norm === "log-scale"), ({ subject }) => subject)];
  const least = own.map(([subject, rows]) => {
    const best = rows.reduce((a, b) => b.comparison.ratio.value < a.comparison.ratio.value ? b : a);
    return `${subject} ${best.contender.label} (${formatNumber(best.comparison.ratio.value, 2)})`;
  });
  return `Least by model: ${listing(least)}.`;
}
