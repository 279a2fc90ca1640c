/**
 * Training runs: curves over evaluations, and paired differences of what they end with.
 *
 * Seeds are the replication unit. Runs with one seed share initialisation, data order and noise keys across
 * estimators, so differences are taken seed by seed.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Interval } from "../../look/format.ts";
import { OUTCOMES, withinRange } from "../../analysis/outcomes.ts";
import { finished, groupBy, memo, metricsNamed, subjects, variants } from "../../analysis/select.ts";
import { holm, mean, meanInterval, pairedDifference } from "../../../bench/stats/mod.ts";

/** One evaluation of one estimator, over seeds. */
export interface CurveRow {
  readonly subject: string;
  readonly budget: string;
  readonly estimator: string;
  readonly outcome: string;
  readonly seeds: number;
  /** Means over seeds; `seconds` is absent where no clock was stored. */
  readonly step: number;
  readonly seconds: number | undefined;
  /** Operations of training; absent where they were not counted. */
  readonly flops: number | undefined;
  /** Mean over seeds; with one seed the interval is the point. */
  readonly result: Interval;
}

/** The last evaluation of one estimator, and its difference from RT's. */
export interface OutcomeRow {
  readonly subject: string;
  readonly budget: string;
  readonly estimator: string;
  readonly outcome: string;
  readonly seeds: number;
  readonly result: Interval;
  /** Against RT over the seeds that both have: mean difference, exact permutation p, Holm over all rows. */
  readonly difference:
    | {
      readonly interval: Interval;
      readonly p: number;
      readonly adjustedP: number;
      readonly smallestP: number;
      readonly pairs: number;
    }
    | undefined;
}

/** One run: aligned lists, one entry an evaluation; empty where a quantity was not stored. */
export interface Run {
  readonly seed: number;
  readonly steps: readonly number[];
  readonly seconds: readonly number[];
  readonly flops: readonly number[];
  readonly values: readonly number[];
}

/** The runs of one estimator under one budget. */
export interface RunGroup {
  readonly subject: string;
  readonly budget: string;
  readonly estimator: string;
  readonly outcome: string;
  readonly runs: readonly Run[];
}

/** Every evaluation that all seeds of a group reached. */
export const curveRows: (records: readonly BenchRecord[]) => CurveRow[] = memo((records) =>
  runGroups(records).flatMap(({ runs, ...group }) => {
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
  })
);

/** One row per model, budget, outcome and estimator. */
export const outcomeRows: (records: readonly BenchRecord[]) => OutcomeRow[] = memo((records) => {
  const groups = runGroups(records);
  const rows = groups.map(({ runs, ...group }) => {
    const reference = groups.find((other) =>
      other.estimator === "rt" && other.subject === group.subject && other.budget === group.budget &&
      other.outcome === group.outcome
    );
    return {
      ...group,
      seeds: runs.length,
      result: withinRange(meanInterval([runs.map(final)]), group.outcome),
      difference: group.estimator === "rt" || reference === undefined
        ? undefined
        : difference(runs, reference.runs),
    };
  });
  const adjusted = holm(rows.flatMap((row) => (row.difference === undefined ? [] : [row.difference.p])));
  let next = 0;
  return rows.map((row) =>
    row.difference === undefined
      ? { ...row, difference: undefined }
      : { ...row, difference: { ...row.difference, adjustedP: adjusted[next++] as number } }
  );
});

/** Runs by model, budget, estimator and outcome. */
export function runGroups(records: readonly BenchRecord[]): RunGroup[] {
  const { of: subjectOf } = subjects(records);
  const { of: variantOf } = variants(records);
  const runs = finished(records, "training").flatMap((record) =>
    Object.keys(OUTCOMES).flatMap((outcome) => {
      const values = metricsNamed(record, outcome)[0]?.values ?? [];
      if (values.length === 0) return [];
      const group = {
        subject: subjectOf(record),
        budget: String(record.options["budget"] ?? ""),
        estimator: variantOf(record),
        outcome,
      };
      return [{
        group,
        run: {
          seed: record.seed,
          steps: metricsNamed(record, "evaluation-step")[0]?.values ?? [],
          seconds: metricsNamed(record, "evaluation-time")[0]?.values ?? [],
          flops: metricsNamed(record, "evaluation-flops")[0]?.values ?? [],
          values,
        },
      }];
    })
  );
  return [...groupBy(runs, ({ group }) => JSON.stringify(group)).values()].map((members) => ({
    ...(members[0] as (typeof members)[number]).group,
    runs: members.map(({ run }) => run).sort((a, b) => a.seed - b.seed),
  }));
}

function difference(
  runs: readonly Run[],
  reference: readonly Run[],
): { interval: Interval; p: number; smallestP: number; pairs: number } | undefined {
  const bySeed = new Map(reference.map((run) => [run.seed, run]));
  const shared = runs.filter(({ seed }) => bySeed.has(seed));
  if (shared.length === 0) return undefined;
  return pairedDifference(shared.map(final), shared.map(({ seed }) => final(bySeed.get(seed) as Run)));
}

function final(run: Run): number {
  return run.values[run.values.length - 1] as number;
}
