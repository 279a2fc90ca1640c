/**
 * The order in which a report reads records.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { groupBy } from "./select.ts";

/** What was put into order: the same list again, so that what is computed of a list is found again. */
const ordered = new WeakSet<readonly BenchRecord[]>();

/** Records by what they are, so that neither clocks nor merges decide the report. */
export function canonicalOrder(records: readonly BenchRecord[]): readonly BenchRecord[] {
  if (ordered.has(records)) return records;
  const groups = groupBy(
    records,
    ({ experiment, model, dataset, estimator }) => `${experiment}\n${model}\n${dataset.name}\n${estimator}`,
  );
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, group]) =>
    group.sort((a, b) => a.seed - b.seed || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  );
  ordered.add(sorted);
  return sorted;
}
