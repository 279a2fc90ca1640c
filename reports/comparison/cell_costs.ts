/**
 * What one gradient of each cell cost, in experiments that compare variances at equal cost.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { type BySeed, flopsByKind, timesBySeed } from "../analysis/pooled.ts";
import { familyOf, finished, groupBy, subjects } from "../analysis/select.ts";
import { seriesKey, seriesOf } from "../analysis/series.ts";
import { matchingOf, type Place } from "../analysis/variance_cells.ts";

/** Costs of one gradient. */
export interface CellCosts {
  /** Milliseconds by seed, one value per round of turns. */
  readonly times: BySeed;
  /** Operations of the kernels that ran. */
  readonly flops: number | undefined;
}

type CostPlace = Pick<Place, "subject" | "family" | "estimator" | "variant" | "samples" | "matched">;

/** Key of a cell in {@linkcode costsOfCells}. A matched cell is the only one of its kind, whatever its K. */
export function costKey(place: CostPlace): string {
  const { subject, family, samples, matched } = place;
  return JSON.stringify([subject, family, seriesKey(place), matched === "no" ? samples : matched]);
}

/** Costs by {@linkcode costKey}. */
export function costsOfCells(
  records: readonly BenchRecord[],
  experiment: string,
): ReadonlyMap<string, CellCosts> {
  const { of: subjectOf } = subjects(records);
  const seriesIn = seriesOf(records);
  const groups = groupBy(finished(records, experiment), (record) =>
    costKey({
      subject: subjectOf(record),
      family: familyOf(record),
      ...seriesIn(record),
      samples: Number(record.options["samples"] ?? 1),
      matched: matchingOf(record),
    }));
  return new Map([...groups].map(([key, group]) => [
    key,
    { times: timesBySeed(group, "gradient-time"), flops: flopsByKind(group)["measured"] },
  ]));
}
