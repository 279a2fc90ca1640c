/**
 * Steps, seconds and operations to a target, over RT's.
 * @module
 */
import { budgetInWords, OUTCOMES } from "../../analysis/outcomes.ts";
import { inOrder } from "../../analysis/select.ts";
import { CURRENCIES, TARGET_SHARE, targetRows } from "./time_to_target.ts";
import { dotChart } from "../../look/dots.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import type { Chart } from "../../look/chart.ts";

const PANELS = { steps: "steps", seconds: "time", flops: "operations" } as const;

/** One panel per currency, one line per model, budget and outcome. */
export const timeToTargetChart: Chart = {
  name: "time-to-target",
  experiment: "training",
  rows: (records) =>
    CURRENCIES.flatMap((currency) =>
      targetRows(records)
        .filter(({ outcome }) => outcome !== "test-accuracy")
        .flatMap((
          row,
        ) => (row.overRt[currency] === undefined ? [] : [{ ...row, ratio: row.overRt[currency] }]))
        .sort((a, b) =>
          inOrder(`${a.subject} ${a.budget}`, `${b.subject} ${b.budget}`) ||
          compareEstimators(a.estimator, b.estimator)
        )
        .map(({ subject, budget, outcome, estimator, ratio, reached, seeds }) => ({
          panel: PANELS[currency],
          line: `${subject}, ${budgetInWords(budget)}`,
          ...{ subject, budget, estimator, reached, seeds, currency: PANELS[currency] },
          outcome: OUTCOMES[outcome]?.label ?? outcome,
          label: estimatorStyle(estimator).label,
          ...ratio,
        }))
    ),
  title: () => "Steps, time and operations to a target, over RT's",
  caption: () =>
    `The target is ${
      100 * TARGET_SHARE
    } % of the way from RT's start to RT's end in test bound or log-likelihood; mean over the ` +
    "seeds on which both reach it, with 95 % intervals. Left of the dashed line the target is reached before RT reaches it.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
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
