/**
 * The records as CSV: one file of cells, and one of metrics for each experiment.
 *
 * A line is of one record. Where a file would have more lines than anybody reads, a line is of all seeds of a cell.
 * @module
 */
import { csvFormatRow } from "d3-dsv";
import { type BenchRecord, recordHash } from "../bench/store/mod.ts";
import { groupBy } from "./analysis/select.ts";
import { middles, placeText, plainText } from "./data_texts.ts";
import { POOLED_CELL, POOLED_METRIC, pooledCells, pooledMetrics } from "./pooled_data.ts";

const CELL = ["id", "experiment", "model", "dataset", "estimator", "options", "seed", "status", "reason"];
const METRIC = ["metric", "unit", "layer", "block", "at", "values", "mean", "median"];

/** Lines of a file, above which seeds are pooled. */
export const MOST_LINES = 250_000;

/**
 * Texts by path. The samples themselves stay in the store.
 *
 * @param mostLines Only tests need another.
 */
export function dataFiles(
  records: readonly BenchRecord[],
  mostLines: number = MOST_LINES,
): [path: string, text: string][] {
  return [
    ["data/records.csv", records.length > mostLines ? pooledCellsText(records) : cellsText(records)],
    ...[...groupBy(records, ({ experiment }) => experiment)].map(([experiment, group]): [string, string] => [
      `data/${experiment.replaceAll(/[^A-Za-z0-9_]+/g, "-")}.csv`,
      hasMoreMetrics(group, mostLines) ? pooledMetricsText(group) : metricsText(group),
    ]),
  ];
}

function cellsText(records: readonly BenchRecord[]): string {
  return lines([
    csvFormatRow([...CELL, "run", "sha256"]),
    ...records.map((record) => `${cellText(record)},${csvFormatRow([record.run, recordHash(record)])}`),
  ]);
}

function pooledCellsText(records: readonly BenchRecord[]): string {
  return lines([csvFormatRow(POOLED_CELL), ...pooledCells(records)]);
}

function metricsText(records: readonly BenchRecord[]): string {
  return lines([csvFormatRow([...CELL, ...METRIC]), ...metricLines(records)]);
}

function pooledMetricsText(records: readonly BenchRecord[]): string {
  return lines([csvFormatRow(POOLED_METRIC), ...pooledMetrics(records)]);
}

function hasMoreMetrics(records: readonly BenchRecord[], most: number): boolean {
  let count = 0;
  return records.some(({ metrics, timings }) => (count += metrics.length + timings.length) > most);
}

/** Lines of a cell's metrics, one text for each cell: single lines are many, and would all be held until the end. */
function metricLines(records: readonly BenchRecord[]): string[] {
  return records.flatMap((record) => {
    const { metrics, timings } = record;
    const cell = cellText(record);
    const found = [...metrics, ...timings].map((metric) =>
      `${cell},${placeText(metric)},${metric.values.length},${middles(metric.values)}`
    );
    return found.length === 0 ? [] : [found.join("\n")];
  });
}

function cellText(record: BenchRecord): string {
  const { id, experiment, model, dataset, estimator, options, seed, status, reason = "" } = record;
  const fields = [
    id,
    experiment,
    model,
    dataset.name,
    estimator,
    JSON.stringify(options),
    seed,
    status,
    reason,
  ];
  return csvFormatRow(fields.map((field) => plainText(String(field))));
}

function lines(rows: readonly string[]): string {
  return rows.join("\n") + "\n";
}
