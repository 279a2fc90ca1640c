/**
 * Values of one metric over several records.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { groupBy, metricsNamed } from "./select.ts";
import { median } from "../../bench/stats/mod.ts";

/** Values of a metric over records, in order. */
export function pooled(records: readonly BenchRecord[], name: string): number[] {
  const found: number[] = [];
  for (const record of records) {
    for (const { values } of metricsNamed(record, name)) for (const value of values) found.push(value);
  }
  return found;
}

/** Operations of a gradient by kind of count; medians over records. */
export function flopsByKind(records: readonly BenchRecord[]): Record<string, number> {
  const metrics = records.flatMap((record) => metricsNamed(record, "flops"));
  const kinds = groupBy(metrics, ({ at }) => String(at?.["kind"] ?? "unspecified"));
  return Object.fromEntries(
    [...kinds].map(([kind, group]) => [kind, median(group.flatMap(({ values }) => values))]),
  );
}
