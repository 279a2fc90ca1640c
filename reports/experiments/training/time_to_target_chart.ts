/**
 * Steps, seconds and operations to a target, over RT's.
 * @module
 */
import { budgetInWords } from "../../analysis/budget.ts";
import { decides, OUTCOMES } from "../../analysis/outcomes.ts";
import { inOrder } from "../../analysis/select.ts";
import { type Chart, ends } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { compareSeries, seriesMark } from "../../look/series.ts";
import type { TrainingRows } from "./rows.ts";
import { CURRENCIES, TARGET_SHARE } from "./time_to_target.ts";

const PANELS = { steps: "steps", seconds: "time", flops: "operations" } as const;

/** One panel per currency, one line per model, budget and outcome. */
export const timeToTargetChart: Chart<TrainingRows> = {
  name: "time-to-target",
  appendix: true,
  marks: ({ targets }) =>
    CURRENCIES.flatMap((currency) =>
      targets
        .filter(({ outcome }) => decides(outcome))
        .sort((a, b) =>
          inOrder(`${a.subject} ${a.budget.text}`, `${b.subject} ${b.budget.text}`) || compareSeries(a, b)
        )
        .flatMap((row) => {
          const { subject, budget, outcome, overRt: { [currency]: spent }, reached, seeds } = row;
          const ratio = spent?.interval;
          if (ratio === undefined) return [];
          const { estimator, label } = seriesMark(row);
          return [{
            panel: PANELS[currency],
            line: `${subject}, ${budgetInWords(budget)}`,
            ...{ subject, budget: budget.text, estimator, reached, seeds, currency: PANELS[currency] },
            outcome: OUTCOMES[outcome]?.label ?? outcome,
            label,
            ...ends(ratio),
          }];
        })
    ),
  title: () => "Steps, time and operations to a target, over RT's",
  caption: () =>
    `The target is ${
      100 * TARGET_SHARE
    } % of the way from RT's start to RT's end in test bound or log-likelihood; mean over ` +
    "seeds, with 95 % intervals, of runs that all reach it between close evaluations; the others are in the table. Left of the dashed line the target is reached before RT reaches it.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Spent until the target, over RT",
      scale: "log",
      panels: "panel",
      lines: "line",
      rule: 1,
      lineHeight: 22,
      legend: true,
      tooltip: {
        ...{ line: "runs", label: "estimator", panel: "spent", reached: "seeds that reach it" },
        ...{ value: "ratio", low: "from", high: "to" },
      },
    }),
};
