/**
 * The table of cells: what was run, how it ended, and the hash that tells whether a record is the same.
 * @module
 */
import { type BenchRecord, recordHash, sha256 } from "../../bench/store/mod.ts";
import { groupBy } from "../analysis/select.ts";
import { type Cell, columnOf, type DataTable } from "./data_table.ts";

const NAME = "data/records";

/** What tells cells apart, the seed aside. */
const IDENTITY: Readonly<Record<string, (record: BenchRecord) => Cell>> = {
  experiment: ({ experiment }) => experiment,
  model: ({ model }) => model,
  dataset: ({ dataset }) => dataset.name,
  "dataset_sha256": ({ dataset }) => dataset.sha256,
  estimator: ({ estimator }) => estimator,
  options: ({ options }) => JSON.stringify(options),
};

const SINGLE: Readonly<Record<string, (record: BenchRecord) => Cell>> = {
  id: ({ id }) => id,
  ...IDENTITY,
  seed: ({ seed }) => seed,
  status: ({ status }) => status,
  reason: ({ reason }) => reason,
  environment: ({ environment }) => environment,
  run: ({ run }) => run,
  sha256: recordHash,
};

const GROUP: Readonly<Record<string, (record: BenchRecord) => Cell>> = {
  ...IDENTITY,
  status: ({ status }) => status,
  run: ({ run }) => run,
};

/** One line a cell. */
export function cellsTable(records: readonly BenchRecord[]): DataTable {
  return { name: NAME, columns: columnsOf(records, SINGLE) };
}

/** One line for each cell of a run, all its seeds together, with one hash over those of its records in order. */
export function pooledCellsTable(records: readonly BenchRecord[]): DataTable {
  const key = (record: BenchRecord) => JSON.stringify(Object.values(GROUP).map((cell) => cell(record) ?? ""));
  const groups = [...groupBy(records, key).values()];
  return {
    name: NAME,
    columns: [
      ...columnsOf(groups.map(([first]) => first as BenchRecord), GROUP),
      columnOf("records", groups.map(({ length }) => length)),
      columnOf("sha256", groups.map((group) => sha256(group.map(recordHash).sort().join("\n")))),
    ],
  };
}

function columnsOf(
  records: readonly BenchRecord[],
  cells: Readonly<Record<string, (record: BenchRecord) => Cell>>,
) {
  return Object.entries(cells).map(([name, cell]) => columnOf(name, records.map(cell)));
}
