/**
 * Values of one metric over several records.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { groupBy, metricsNamed } from "./select.ts";
import { median, type Units } from "../../bench/stats/mod.ts";

/** Values of a metric over records, in order. */
export function pooled(records: readonly BenchRecord[], name: string): number[] {
  const found: number[] = [];
  for (const record of records) {
    for (const { values } of metricsNamed(record, name)) for (const value of values) found.push(value);
  }
  return found;
}

/** Values by seed: those of one seed are not independent of each other as seeds are. */
export type BySeed = ReadonlyMap<number | string, readonly number[]>;

/** Times by seed and machine: what two machines took is never compared. */
export function timesBySeed(records: readonly BenchRecord[], name: string): BySeed {
  const seeds = new Map<string, number[]>();
  for (const record of records) {
    const own = pooled([record], name);
    const unit = `${record.seed} ${record.environment}`;
    if (own.length > 0) seeds.set(unit, [...seeds.get(unit) ?? [], ...own]);
  }
  return seeds;
}

/** The seeds that both sides have, in the order of the first. */
export function shared(one: BySeed, other: BySeed): [Units, Units] {
  const seeds = [...one.keys()].filter((seed) => other.has(seed));
  const of = (side: BySeed) => seeds.map((seed) => side.get(seed) ?? []);
  return [of(one), of(other)];
}

/** Operations of a gradient by kind of count; medians over records. */
export function flopsByKind(records: readonly BenchRecord[]): Record<string, number> {
  const metrics = records.flatMap((record) => metricsNamed(record, "flops"));
  const kinds = groupBy(metrics, ({ at }) => String(at?.["kind"] ?? "unspecified"));
  return Object.fromEntries(
    [...kinds].map(([kind, group]) => [kind, median(group.flatMap(({ values }) => values))]),
  );
}
