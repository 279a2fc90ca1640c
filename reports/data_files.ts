/**
 * The records as CSV: one file of cells, and one of metrics for each experiment.
 * @module
 */
import { csvFormatRow } from "d3-dsv";
import { sum } from "../bench/stats/mod.ts";
import { type BenchRecord, type Metric, recordHash } from "../bench/store/mod.ts";
import { groupBy } from "./analysis/select.ts";

const CELL = ["id", "experiment", "model", "dataset", "estimator", "options", "seed", "status", "reason"];
const METRIC = ["metric", "unit", "layer", "block", "at", "values", "mean", "median"];

/** Texts by path. The samples themselves stay in the store. */
export function dataFiles(records: readonly BenchRecord[]): [path: string, text: string][] {
  const cells = records.map((record) => ({ record, cell: cellText(record) }));
  return [
    [
      "data/records.csv",
      lines([
        csvFormatRow([...CELL, "run", "sha256"]),
        ...cells.map(({ record, cell }) => `${cell},${csvFormatRow([record.run, recordHash(record)])}`),
      ]),
    ],
    ...[...groupBy(cells, ({ record }) => record.experiment)].map(([experiment, group]): [string, string] => [
      `data/${experiment.replaceAll(/[^A-Za-z0-9_]+/g, "-")}.csv`,
      lines([csvFormatRow([...CELL, ...METRIC]), ...metricLines(group)]),
    ]),
  ];
}

/** Lines of a cell's metrics, one text for each cell: single lines are many, and would all be held until the end. */
function metricLines(cells: readonly { readonly record: BenchRecord; readonly cell: string }[]): string[] {
  const places = new Map<string, string>(); // escaped once: cells of other seeds have the same places
  const placeOf = ({ name, unit, layer = "", block = "", at }: Metric) => {
    const where = at === undefined ? "" : JSON.stringify(at);
    const key = `${name}\n${unit}\n${layer}\n${block}\n${where}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = csvFormatRow([name, unit, layer, block, where].map(plainText));
    places.set(key, place);
    return place;
  };
  return cells.flatMap(({ record: { metrics, timings }, cell }) => {
    const found = [...metrics, ...timings].map((metric) =>
      `${cell},${placeOf(metric)},${metric.values.length},${middles(metric.values)}`
    );
    return found.length === 0 ? [] : [found.join("\n")];
  });
}

/** Lists shorter than this sort faster by insertion into an existing list. */
const FEW = 32;
const few = new Float64Array(FEW);

/** Mean and median; of one value, itself. */
function middles(values: readonly number[]): string {
  const count = values.length;
  if (count === 0) return ",";
  if (count === 1) return `${values[0]},${values[0]}`;
  const sorted = count < FEW ? insertionSorted(values) : new Float64Array(values).sort();
  const [below, above] = [sorted[(count - 1) >> 1] as number, sorted[count >> 1] as number];
  return `${sum(values) / count},${below === above ? below : below + 0.5 * (above - below)}`;
}

/** The values in order, in a list that the next call overwrites. */
function insertionSorted(values: readonly number[]): Float64Array {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    let place = i;
    for (; place > 0 && (few[place - 1] as number) > value; place--) few[place] = few[place - 1] as number;
    few[place] = value;
  }
  return few;
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

/** A spreadsheet takes what begins like this for a formula and would run it; an apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

function plainText(field: string): string {
  return FORMULA.test(field) && !Number.isFinite(Number(field)) ? `'${field}` : field;
}

function lines(rows: readonly string[]): string {
  return rows.join("\n") + "\n";
}
