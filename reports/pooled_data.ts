/**
 * The records as lines of CSV, all seeds of a cell together.
 * @module
 */
import { csvFormatRow } from "d3-dsv";
import { type BenchRecord, recordHash, sha256 } from "../bench/store/mod.ts";
import { groupBy } from "./analysis/select.ts";
import { middles, placeText, plainText } from "./data_texts.ts";

const CELL = ["experiment", "model", "dataset", "estimator", "options", "status"];

/** Names of the columns of {@linkcode pooledCells}. */
export const POOLED_CELL: readonly string[] = [...CELL, "run", "records", "sha256"];
/** Names of the columns of {@linkcode pooledMetrics}. */
export const POOLED_METRIC: readonly string[] = [
  ...[...CELL, "records", "metric", "unit", "layer", "block", "at"],
  ...["values", "mean", "median"],
];

/** One line for each cell of a run, with one hash over those of its records in order. */
export function pooledCells(records: readonly BenchRecord[]): string[] {
  return [...groupBy(records, (record) => `${cellText(record)},${record.run}`)].map(([cell, group]) =>
    `${cell},${group.length},${sha256(group.map(recordHash).sort().join("\n"))}`
  );
}

/** One line for each metric of a cell. */
export function pooledMetrics(records: readonly BenchRecord[]): string[] {
  return [...groupBy(records, cellText)].flatMap(([cell, group]) =>
    Array.from(
      poolsOf(group),
      ({ place, values, records }) => `${cell},${records},${place},${values.length},${middles(values)}`,
    )
  );
}

/** Values of one metric. */
interface Pool {
  readonly place: string;
  readonly values: number[];
  records: number;
}

function poolsOf(records: readonly BenchRecord[]): Iterable<Pool> {
  const pools = new Map<string, Pool>();
  for (const { metrics, timings } of records) {
    for (const metric of [...metrics, ...timings]) {
      const place = placeText(metric);
      const pool = pools.get(place) ?? { place, values: [], records: 0 };
      if (pool.records++ === 0) pools.set(place, pool);
      for (const value of metric.values) pool.values.push(value);
    }
  }
  return pools.values();
}

function cellText({ experiment, model, dataset, estimator, options, status }: BenchRecord): string {
  return csvFormatRow(
    [experiment, model, dataset.name, estimator, JSON.stringify(options), status].map(plainText),
  );
}
