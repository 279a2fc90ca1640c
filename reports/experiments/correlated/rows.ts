/**
 * The comparison at equal cost for each covariance, and which estimators do not apply.
 * @module
 */
import { correlatedContract } from "../../../bench/experiments/correlated/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { memo } from "../../analysis/memo.ts";
import { familyOf, finished, groupBy, inOrder } from "../../analysis/select.ts";
import { type ComparisonRow, comparisonRows, costedCells } from "../../comparison/rows.ts";

/** An estimator that does not apply, in its own words. */
export interface AbsentRow {
  readonly estimator: string;
  readonly reason: string;
  /** Models with their covariances. */
  readonly places: readonly string[];
  /** Whether these are all that was measured. */
  readonly everywhere: boolean;
}

/** What the experiment measured. */
export interface CorrelatedRows {
  /** R2-G2 over RT with K samples, for each covariance. */
  readonly comparisons: readonly ComparisonRow[];
  readonly absent: readonly AbsentRow[];
}

/** Analysis of the experiment. */
export const correlatedRows: (records: readonly BenchRecord[]) => CorrelatedRows = memo((records) => ({
  comparisons: comparisonRows(costedCells(records, correlatedContract.name)),
  absent: absentRows(records),
}));

function absentRows(records: readonly BenchRecord[]): AbsentRow[] {
  const all = placesOf(finished(records, correlatedContract.name));
  const skipped = records.filter(({ experiment, status }) =>
    experiment === correlatedContract.name && status === "skipped"
  );
  return [...groupBy(skipped, ({ estimator, reason = "" }) => JSON.stringify([estimator, reason])).values()]
    .map((group) => {
      const { estimator, reason = "no reason given" } = group[0] as BenchRecord;
      const places = placesOf(group);
      const everywhere = all.length > 0 && all.every((place) => places.includes(place));
      return { estimator, reason, places, everywhere };
    });
}

function placesOf(records: readonly BenchRecord[]): string[] {
  return [...new Set(records.map((record) => [record.model, familyOf(record)].join(" ").trim()))].sort(
    inOrder,
  );
}
