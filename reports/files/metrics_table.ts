/**
 * The table of one experiment's metrics, one line a metric of a record: identity, place, and what its samples say.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { type Cell, columnOf, type DataColumn, type DataTable } from "./data_table.ts";
import { type Line, linesOf, type Summary, summaryOf } from "./lines.ts";

/** Summaries in the order of their columns. */
const SUMMARY = ["n", "mean", "sd", "low", "high", "median"] as const satisfies readonly (keyof Summary)[];

/** The table; with `samples` Parquet has them too. */
export function metricsTable(
  name: string,
  records: readonly BenchRecord[],
  { samples }: { readonly samples: boolean },
): DataTable {
  const lines = records.flatMap((record) => linesOf(record).map((line) => ({ record, line })));
  const values = lines.map(({ line }) => line.values);
  const column = (column: string, cell: (record: BenchRecord) => Cell) =>
    columnOf(column, lines.map(({ record }) => cell(record)));
  return {
    name,
    columns: [
      column("id", ({ id }) => id),
      ...identityColumns(lines.map(({ record }) => record)),
      column("seed", ({ seed }) => seed),
      ...placeColumns(lines.map(({ line }) => line)),
      columnOf("final", lines.map(({ line }) => line.final)),
      ...summaryColumns(values.map(summaryOf)),
    ],
    ...(samples ? { values } : {}),
  };
}

/** Experiment, model, data, estimator, how the cell ended, and one column an option; one line a record. */
export function identityColumns(records: readonly BenchRecord[]): DataColumn[] {
  const column = (name: string, cell: (record: BenchRecord) => Cell) => columnOf(name, records.map(cell));
  const options = namesOf(records.map(({ options }) => options));
  return [
    column("experiment", ({ experiment }) => experiment),
    column("model", ({ model }) => model),
    column("dataset", ({ dataset }) => dataset.name),
    column("estimator", ({ estimator }) => estimator),
    ...options.map((name) => column(`option_${name}`, ({ options }) => cellOf(options, name))),
    column("status", ({ status }) => status),
  ];
}

/** Metric, unit, layer, block, step, evaluation, and one column a further coordinate. */
export function placeColumns(lines: readonly Pick<Line, "metric" | "step" | "evaluation">[]): DataColumn[] {
  const column = (name: string, cell: (line: Pick<Line, "metric" | "step" | "evaluation">) => Cell) =>
    columnOf(name, lines.map(cell));
  const coordinates = namesOf(lines.map(({ metric, step }) => {
    const { step: _, ...others } = metric.at ?? {};
    return step === undefined ? metric.at ?? {} : others;
  }));
  return [
    column("metric", ({ metric }) => metric.name),
    column("unit", ({ metric }) => metric.unit),
    column("layer", ({ metric }) => metric.layer),
    column("block", ({ metric }) => metric.block),
    column("step", ({ step }) => step),
    column("evaluation", ({ evaluation }) => evaluation),
    ...coordinates.map((name) => column(`at_${name}`, ({ metric }) => cellOf(metric.at ?? {}, name))),
  ];
}

/** What the samples say. */
export function summaryColumns(summaries: readonly Summary[]): DataColumn[] {
  return SUMMARY.map((name) => columnOf(name, summaries.map((summary) => summary[name])));
}

/** A field of its own; a name that every object has is none. */
function cellOf(fields: Readonly<Record<string, string | number | boolean>>, name: string): Cell {
  if (!Object.hasOwn(fields, name)) return undefined;
  const value = fields[name];
  return typeof value === "boolean" ? String(value) : value;
}

/** Names of fields that any has, sorted; objects that many share are looked at once. */
function namesOf(fields: readonly object[]): string[] {
  return [...new Set([...new Set(fields)].flatMap((own) => Object.keys(own)))].sort();
}
