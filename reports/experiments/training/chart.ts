/**
 * Training curves against steps and against seconds.
 * @module
 */
import type { Budget } from "../../analysis/budget.ts";
import { outcomeWithUnit } from "../../analysis/outcomes.ts";
import { inOrder } from "../../analysis/select.ts";
import type { Chart, Mark } from "../../look/chart.ts";
import { type CurveOptions, curves } from "../../look/curves.ts";
import { seedsInWords } from "../../look/format.ts";
import { compareSeries, seriesMark } from "../../look/series.ts";
import type { TrainingRows } from "./rows.ts";

/** Curves against steps, for budgets of steps. */
export const trainingStepsChart: Chart<TrainingRows> = curveChart("training-steps", {
  title: "Training at equal steps",
  axis: "Step",
  budgets: ["steps"],
  appendix: true,
  horizontal: "step",
});

/** Curves against seconds, for budgets of time. */
export const trainingSecondsChart: Chart<TrainingRows> = curveChart("training-seconds", {
  title: "Training at equal time",
  axis: "Training time, s (evaluation not counted)",
  budgets: ["time"],
  horizontal: "seconds",
});

/**
 * Curves against operations. Runs of a time budget end at different operations by the clock's doing: they are not
 * drawn against these.
 */
export const trainingFlopsChart: Chart<TrainingRows> = curveChart("training-flops", {
  title: "Training at equal operations",
  axis: "Training, Gflop (evaluation not counted)",
  budgets: ["steps", "flops", "samples"],
  appendix: true,
  horizontal: "gigaflops",
});

interface TrainingOptions extends CurveOptions {
  readonly title: string;
  /** Kinds of budget that belong here. */
  readonly budgets: readonly Budget["kind"][];
  readonly horizontal: "step" | "seconds" | "gigaflops";
  readonly appendix?: boolean;
}

function curveChart(name: string, options: TrainingOptions): Chart<TrainingRows> {
  return {
    name,
    appendix: options.appendix ?? false,
    marks: ({ curves: rows }) =>
      rows
        .filter(({ budget, step }) => options.budgets.includes(budget.kind) && step > 0)
        .sort(compareSeries)
        .map((row) => {
          const { subject, budget, outcome, seeds, step, seconds, flops, result } = row;
          return {
            panel: `${subject}, ${outcomeWithUnit(outcome)}`,
            subject,
            budget: budget.text,
            outcome,
            ...seriesMark(row),
            step,
            ...(seconds === undefined ? {} : { seconds }),
            ...(flops === undefined ? {} : { gigaflops: flops / 1e9 }),
            seeds,
            ...result,
          };
        })
        .filter((mark) => options.horizontal in mark)
        .sort((a, b) => inOrder(a.panel, b.panel)),
    title: () => options.title,
    caption,
    spec: (marks, layout) => curves(marks, layout, options),
  };
}

/** One seed has no interval, and nothing to pair. */
function caption(marks: readonly Mark[]): string {
  const seeds = marks.map((mark) => Number(mark["seeds"]));
  return Math.max(...seeds) === 1
    ? "One seed of each, without an interval; upwards is better."
    : `Mean over ${
      seedsInWords(seeds)
    } with its 95 % interval as a band; upwards is better. Seeds are paired, ` +
      "so the table's differences are sharper than the bands' overlap suggests.";
}
