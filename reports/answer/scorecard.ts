/**
 * One row a model: what decides which estimator to take, from the last checkpoint that was measured, with training at
 * equal time beside it.
 *
 * Older records have no checkpoints: their rows are of one untrained minibatch.
 * @module
 */
import { PARAMETERS } from "../analysis/gradient_parts.ts";
import { groupBy, inOrder, subjects } from "../analysis/select.ts";
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Interval } from "../../bench/stats/mod.ts";
import { type ComparisonRow, headlineRows } from "../comparison/rows.ts";
import { worth } from "../comparison/worth.ts";
import { type AlongRow, alongTrainingRows } from "../experiments/along_training/rows.ts";
import { mainPlaces, rivalOf } from "../experiments/along_training/words.ts";
import { equalCostRows } from "../experiments/equal_cost/rows.ts";
import { isExactlyOne } from "../look/format.ts";
import type { Measured } from "./measured.ts";
import { trainedAtEqualTime } from "./trained.ts";
import { type Use, useOf } from "./use.ts";

/** A row of the scorecard. */
export interface ScorecardRow extends Measured {
  readonly use: Use;
}

/** Models by name, those with settings behind. */
export function scorecard(records: readonly BenchRecord[]): ScorecardRow[] {
  const { of: subjectOf } = subjects(records);
  const models = new Map(records.map((record) => [subjectOf(record), record.model]));
  const trained = groupBy(trainedAtEqualTime(records), ({ subject }) => subject);
  const gradients = measuredGradients(records);
  const missing = [...trained.keys()].filter((subject) => !gradients.some((row) => row.subject === subject));
  const rows = [...gradients, ...missing.map(nothingOf)].map((row): Measured => ({
    ...row,
    model: models.get(row.subject) ?? row.subject,
    trained: trained.get(row.subject) ?? [],
  }));
  return rows.map((row) => ({ ...row, use: useOf(row) })).sort((a, b) =>
    Number(hasSettings(a)) - Number(hasSettings(b)) || inOrder(a.subject, b.subject)
  );
}

function hasSettings({ subject }: Measured): boolean {
  return subject.includes(", ");
}

type Gradients = Omit<Measured, "model" | "trained">;

function measuredGradients(records: readonly BenchRecord[]): Gradients[] {
  const along = mainPlaces(alongTrainingRows(records));
  return along.length > 0
    ? [...groupBy(along, ({ subject }) => subject).values()].map((own) => alongGradients(lastMeasured(own)))
    : startGradients(records);
}

/** The last checkpoint whose comparison has an interval, or else the last. */
function lastMeasured(places: readonly AlongRow[]): AlongRow {
  return places.findLast(({ againstRt, identical }) => identical || againstRt !== undefined) ??
    places.at(-1)!;
}

function alongGradients(row: AlongRow): Gradients {
  const { subject, step, seeds, processes, share, noise, identical, likeLrt, againstRt, againstBest, use } =
    row;
  return {
    ...{ subject, step, seeds, processes, share, noise, identical, likeLrt },
    againstRt: againstRt?.ratio,
    againstRival: againstBest?.ratio,
    rival: rivalOf(row),
    least: againstRt === undefined && !identical ? undefined : use.use,
  };
}

function startGradients(records: readonly BenchRecord[]): Gradients[] {
  const rows = headlineRows(equalCostRows(records).comparisons).filter(({ block }) => block === PARAMETERS);
  return [...groupBy(rows, ({ subject }) => subject)].map(([subject, own]): Gradients => {
    const single = own.find((row) => row.single);
    const matched = own.find((row): row is ComparisonRow & { work: Interval } =>
      row.matched && row.work !== undefined
    );
    const identical = single !== undefined && isExactlyOne(single.variance);
    return {
      ...nothingOf(subject),
      ...{ step: 0, seeds: 1, processes: 1, noise: single?.variance, identical },
      againstRt: matched?.work,
      least: matched === undefined ? undefined : !identical && worth(matched.work) === "yes" ? "R2-G2" : "RT",
    };
  });
}

function nothingOf(subject: string): Gradients {
  return {
    ...{ subject, step: undefined, seeds: 0, processes: 0, share: undefined, noise: undefined },
    ...{
      identical: false,
      likeLrt: false,
      againstRt: undefined,
      againstRival: undefined,
      rival: "–",
      least: undefined,
    },
  };
}
