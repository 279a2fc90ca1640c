/**
 * The records as lines of CSV, all seeds of a cell together.
 * @module
 */
import { csvFormatRow } from "d3-dsv";
import { type BenchRecord, type Metric, recordHash, sha256 } from "../bench/store/mod.ts";
import { groupBy } from "./analysis/select.ts";
import { middles, plainText } from "./data_texts.ts";

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
    poolsOf(group).map(({ metric: { name, unit, layer = "", block = "", at }, values, records }) => {
      const place = [name, unit, layer, block, at === undefined ? "" : JSON.stringify(at)].map(plainText);
      return `${cell},${records},${csvFormatRow(place)},${values.length},${middles(values)}`;
    })
  );
}

/** Values of one metric. */
interface Pool {
  /** The first. */
  readonly metric: Metric;
  readonly values: number[];
  records: number;
}

function poolsOf(records: readonly BenchRecord[]): Pool[] {
  const pools = new Map<string, Pool>();
  const poolOf = (metric: Metric) => {
    const { name, unit, layer, block, at } = metric;
    const key = JSON.stringify([name, unit, layer, block, at]);
    const known = pools.get(key) ?? { metric, values: [], records: 0 };
    pools.set(key, known);
    return known;
  };
  let before: readonly Pool[] = []; // of one cell, records have nearly always the same metrics
  for (const { metrics, timings } of records) {
    before = [...metrics, ...timings].map((metric, i) => {
      const guess = before[i];
      const pool = guess !== undefined && isSamePlace(guess.metric, metric) ? guess : poolOf(metric);
      for (const value of metric.values) pool.values.push(value);
      pool.records++;
      return pool;
    });
  }
  return [...pools.values()];
}

function isSamePlace(a: Metric, b: Metric): boolean {
  return a.name === b.name && a.unit === b.unit && a.layer === b.layer && a.block === b.block &&
    a.at === b.at;
}

function cellText({ experiment, model, dataset, estimator, options, status }: BenchRecord): string {
  return csvFormatRow(
    [experiment, model, dataset.name, estimator, JSON.stringify(options), status].map(plainText),
  );
}
