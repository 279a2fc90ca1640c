/**
 * What one gradient of each cell cost, in experiments that compare variances at equal cost.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { flopsByKind, pooled } from "../experiments/cost/rows.ts";
import { familyOf, finished, groupBy, memoByName, subjects, variants } from "../analysis/select.ts";
import { matchingOf, type Place } from "../analysis/variance.ts";

/** Costs of one gradient. */
export interface CellCosts {
  /** Milliseconds, one value a round of turns. */
  readonly times: readonly number[];
  /** Operations of the kernels that ran. */
  readonly flops: number | undefined;
}

type CostPlace = Pick<Place, "subject" | "family" | "estimator" | "samples" | "matched">;

/** Key of a cell in {@linkcode costsOfCells}. A matched cell is the only one of its kind, whatever its K. */
export function costKey({ subject, family, estimator, samples, matched }: CostPlace): string {
  return JSON.stringify([subject, family, estimator, matched === "no" ? samples : matched]);
}

/** Costs by {@linkcode costKey}; several seeds are pooled. */
export const costsOfCells: (
  records: readonly BenchRecord[],
  experiment: string,
) => ReadonlyMap<string, CellCosts> = memoByName((records, experiment) => {
  const { of: subjectOf } = subjects(records);
  const { of: variantOf } = variants(records);
  const groups = groupBy(finished(records, experiment), (record) =>
    costKey({
      subject: subjectOf(record),
      family: familyOf(record),
      estimator: variantOf(record),
      samples: Number(record.options["samples"] ?? 1),
      matched: matchingOf(record),
    }));
  return new Map([...groups].map(([key, group]) => [
    key,
    { times: pooled(group, "gradient-time"), flops: flopsByKind(group)["measured"] },
  ]));
});
