/**
 * Training runs, grouped by what may be compared.
 *
 * Seeds are the replication unit. Runs with one seed share initialisation, data order and noise keys across
 * estimators, so differences are taken seed by seed.
 * @module
 */
import { trainingContract } from "../../../bench/experiments/training/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { type Budget, readBudget } from "../../analysis/budget.ts";
import { OUTCOMES } from "../../analysis/outcomes.ts";
import { finished, groupBy, metricsNamed, subjects } from "../../analysis/select.ts";
import { seriesOf } from "../../analysis/series.ts";
import { isPlain, type Series } from "../../look/series.ts";

/** Runs that are of one series, model, budget and outcome. */
export interface RunPlace extends Series {
  readonly model: string;
  /** The model's label. */
  readonly subject: string;
  readonly budget: Budget;
  /** Name of the metric that a run is judged by. */
  readonly outcome: string;
}

/** One run: aligned lists, one entry per evaluation; empty where a quantity was not stored. */
export interface Run {
  readonly seed: number;
  readonly steps: readonly number[];
  readonly seconds: readonly number[];
  readonly flops: readonly number[];
  readonly values: readonly number[];
  /** Adam's step size, where it was stored. */
  readonly learningRate: number | undefined;
}

/** The runs of one estimator under one budget. */
export interface RunGroup extends RunPlace {
  readonly runs: readonly Run[];
}

/** RT's runs of a group's model, budget and outcome. */
export function referenceOf(
  { subject, budget, outcome }: Pick<RunGroup, "subject" | "budget" | "outcome">,
  groups: readonly RunGroup[],
): RunGroup | undefined {
  return groups.find((other) =>
    isPlain(other, "rt") && other.subject === subject && other.budget.text === budget.text &&
    other.outcome === outcome
  );
}

/** Every finished run, by what may be compared. */
export function runGroups(records: readonly BenchRecord[]): RunGroup[] {
  const { of: subjectOf } = subjects(records);
  const seriesIn = seriesOf(records);
  const runs = finished(records, trainingContract.name).flatMap((record) =>
    Object.keys(OUTCOMES).flatMap((outcome) => {
      const values = metricsNamed(record, outcome)[0]?.values ?? [];
      if (values.length === 0) return [];
      const group = {
        model: record.model,
        subject: subjectOf(record),
        budget: readBudget(String(record.options["budget"] ?? "")),
        ...seriesIn(record),
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
          learningRate: metricsNamed(record, "learning-rate")[0]?.values[0],
        },
      }];
    })
  );
  return [...groupBy(runs, ({ group }) => JSON.stringify(group)).values()].map((members) => ({
    ...(members[0] as (typeof members)[number]).group,
    runs: members.map(({ run }) => run).sort((a, b) => a.seed - b.seed),
  }));
}
