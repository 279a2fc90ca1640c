/**
 * Training curves against steps and against seconds.
 * @module
 */
import { outcomeWithUnit } from "../../analysis/outcomes.ts";
import { curveRows } from "./rows.ts";
import { inOrder } from "../../analysis/select.ts";
import { seedsInWords } from "../../look/format.ts";
import { type CurveOptions, curves } from "../../look/curves.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import type { Chart, Row } from "../../look/chart.ts";

/** Curves against steps, for budgets of steps. */
export const trainingStepsChart: Chart = curveChart("training-steps", {
  title: "Training at equal steps",
  axis: "Step",
  budget: "steps:",
  horizontal: "step",
});

/** Curves against seconds, for budgets of time. */
export const trainingSecondsChart: Chart = curveChart("training-seconds", {
  title: "Training at equal time",
  axis: "Training time, s (evaluation not counted)",
  budget: "time:",
  horizontal: "seconds",
});

/** Curves against operations, for budgets of steps and of operations. */
export const trainingFlopsChart: Chart = curveChart("training-flops", {
  title: "Training at equal operations",
  axis: "Training, Gflop (evaluation not counted)",
  budget: "",
  horizontal: "gigaflops",
});

interface TrainingOptions extends CurveOptions {
  readonly title: string;
  /** Prefix of the budgets that belong here. */
  readonly budget: string;
  readonly horizontal: "step" | "seconds" | "gigaflops";
}

function curveChart(name: string, options: TrainingOptions): Chart {
  return {
    name,
    experiment: "training",
    rows: (records) =>
      curveRows(records)
        .filter(({ budget }) => fits(budget, options))
        .sort((a, b) => compareEstimators(a.estimator, b.estimator))
        .map(({ subject, budget, outcome, estimator, seeds, step, seconds, flops, result }) => ({
          panel: `${subject}, ${outcomeWithUnit(outcome)}`,
          subject,
          budget,
          outcome,
          estimator,
          label: estimatorStyle(estimator).label,
          step,
          ...(seconds === undefined ? {} : { seconds }),
          ...(flops === undefined ? {} : { gigaflops: flops / 1e9 }),
          seeds,
          ...result,
        }))
        .filter((row) => options.horizontal in row)
        .filter(({ step }) => step > 0)
        .sort((a, b) => inOrder(a.panel, b.panel)),
    title: () => options.title,
    caption,
    spec: (rows, layout) => curves(rows, layout, options),
  };
}

/** One seed has no interval, and nothing to pair. */
function caption(rows: readonly Row[]): string {
  const seeds = rows.map((row) => Number(row["seeds"]));
  return Math.max(...seeds) === 1
    ? "One seed of each, without an interval; upwards is better."
    : `Mean over ${
      seedsInWords(seeds)
    } with its 95 % interval as a band; upwards is better. Seeds are paired, ` +
      "so the table's differences are sharper than the bands' overlap suggests.";
}

/** Runs of a time budget end at different operations by the clock's doing: they are not drawn against these. */
function fits(budget: string, { budget: prefix, horizontal }: TrainingOptions): boolean {
  return horizontal === "gigaflops" ? /^(steps|flops|samples):/.test(budget) : budget.startsWith(prefix);
}
