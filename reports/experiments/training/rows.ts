/**
 * Curves over evaluations, and paired differences of what runs end with.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { memo } from "../../analysis/memo.ts";
import { decides, moreIsBetter, OUTCOMES, withinRange } from "../../analysis/outcomes.ts";
import { groupBy } from "../../analysis/select.ts";
import {
  holmByFamily,
  mean,
  meanInterval,
  type Outcome,
  outcomesOf,
  type PairedDifference,
  pairedDifference,
  unknownError,
} from "../../../bench/stats/mod.ts";
import type { Interval } from "../../look/format.ts";
import { isPlain } from "../../look/series.ts";
import { referenceOf, type Run, type RunGroup, runGroups, type RunPlace } from "./runs.ts";
import { type TargetRow, targetRows } from "./time_to_target.ts";

/** One evaluation of one estimator, over seeds. */
export interface CurveRow extends RunPlace {
  readonly seeds: number;
  /** Means over seeds; `seconds` is absent where no clock was stored. */
  readonly step: number;
  readonly seconds: number | undefined;
  /** Operations of training; absent where they were not counted. */
  readonly flops: number | undefined;
  /** Mean over seeds; with one seed the interval is the point. */
  readonly result: Interval;
}

/** A paired difference to RT, as one of its column. */
export interface Difference extends PairedDifference {
  /** Student's p by Holm within the column. */
  readonly adjustedP: number;
  /** What it says beside the outcome's margin, likewise; absent where the outcome has none. */
  readonly says: Outcome | undefined;
}

/** The last evaluation of one estimator, and its difference from RT's. */
export interface OutcomeRow extends RunPlace {
  readonly seeds: number;
  /** Adam's step sizes, ascending; none where they were not stored. */
  readonly learningRates: readonly number[];
  readonly result: Interval;
  /** Against RT over the seeds that both have. */
  readonly difference: Difference | undefined;
}

/** What the experiment measured. */
export interface TrainingRows {
  /** Every evaluation that all seeds of a group reached. */
  readonly curves: readonly CurveRow[];
  /** One row per model, budget, outcome and series. */
  readonly outcomes: readonly OutcomeRow[];
  /** What is spent until RT's target, likewise. */
  readonly targets: readonly TargetRow[];
}

/** Analysis of the experiment. */
export const trainingRows: (records: readonly BenchRecord[]) => TrainingRows = memo((records) => {
  const groups = runGroups(records);
  const drawn = groups.filter(({ outcome }) => moreIsBetter(outcome));
  return { curves: curveRows(drawn), outcomes: outcomeRows(groups), targets: targetRows(drawn) };
});

function curveRows(groups: readonly RunGroup[]): CurveRow[] {
  return groups.flatMap(({ runs, ...group }) => {
    const evaluations = Math.min(...runs.map(({ values }) => values.length));
    return Array.from({ length: evaluations }, (_, i) => {
      const meanOf = (name: "seconds" | "flops") => {
        const values = runs.map((run) => run[name][i]).filter((value) => value !== undefined);
        return values.length === runs.length ? mean(values) : undefined;
      };
      return {
        ...group,
        seeds: runs.length,
        step: mean(runs.map((run) => run.steps[i] ?? i)),
        seconds: meanOf("seconds"),
        flops: meanOf("flops"),
        result: withinRange(meanInterval([runs.map((run) => run.values[i] as number)]), group.outcome),
      };
    });
  });
}

function outcomeRows(groups: readonly RunGroup[]): OutcomeRow[] {
  const rows = groups.map(({ runs, ...group }) => {
    const reference = referenceOf(group, groups);
    return {
      ...group,
      seeds: runs.length,
      learningRates: [...new Set(runs.flatMap(({ learningRate }) => learningRate ?? []))].sort((a, b) =>
        a - b
      ),
      result: withinRange(meanInterval([runs.map(final)]), group.outcome),
      difference: isPlain(group, "rt") || reference === undefined
        ? undefined
        : difference(runs, reference.runs),
    };
  });
  const tested = rows.filter(({ difference }) => difference !== undefined);
  const adjusted = holmByFamily(tested, {
    family: columnOf,
    p: ({ difference }) => difference?.p ?? 1,
  });
  const said = new Map(
    [...groupBy(tested, ({ outcome, budget: { kind } }) => `${outcome} ${kind}`).values()].flatMap(
      (column) => {
        const margin = OUTCOMES[column[0]?.outcome ?? ""]?.margin;
        if (margin === undefined) return [];
        const means = column.map(({ difference }) => difference?.mean ?? unknownError(NaN));
        const outcomes = outcomesOf(means, { low: -margin, high: margin });
        return column.map((row, i) => [row, outcomes[i] as Outcome] as const);
      },
    ),
  );
  return rows.map((row) => {
    const adjustedP = adjusted.get(row);
    return row.difference === undefined || adjustedP === undefined
      ? { ...row, difference: undefined }
      : { ...row, difference: { ...row.difference, adjustedP, says: said.get(row) } };
  });
}

/** A column of results: what models are trained for, or a result beside, after equal steps or equal time. */
function columnOf({ outcome, budget: { kind } }: RunPlace): string {
  return `${decides(outcome) ? "objective" : outcome} ${kind}`;
}

function difference(
  runs: readonly Run[],
  reference: readonly Run[],
): PairedDifference | undefined {
  const bySeed = new Map(reference.map((run) => [run.seed, run]));
  const shared = runs.filter(({ seed }) => bySeed.has(seed));
  if (shared.length === 0) return undefined;
  return pairedDifference(shared.map(final), shared.map(({ seed }) => final(bySeed.get(seed) as Run)));
}

function final(run: Run): number {
  return run.values[run.values.length - 1] as number;
}
