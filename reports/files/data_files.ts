/**
 * The records as data: one table of cells, and one of metrics for each experiment, as CSV and as Parquet.
 *
 * A line is of one record. Where a file would have more lines than anybody reads, a line is of all seeds of a cell.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { groupBy } from "../analysis/select.ts";
import { cellsTable, pooledCellsTable } from "./cells_table.ts";
import type { DataTable } from "./data_table.ts";
import { lineCount } from "./lines.ts";
import { metricsTable } from "./metrics_table.ts";
import { pooledMetricsTable } from "./pooled_table.ts";

/** Lines of a file, above which seeds are pooled. */
export const MOST_LINES = 250_000;
/** Samples of an experiment, above which they stay in the store. */
export const MOST_VALUES = 2_000_000;

/**
 * Tables of the data, that of the cells first; each is made when it is asked for, since together they are large.
 *
 * @param mostLines Only tests need another.
 */
export function* dataTables(
  records: readonly BenchRecord[],
  mostLines: number = MOST_LINES,
): Generator<DataTable> {
  yield records.length > mostLines ? pooledCellsTable(records) : cellsTable(records);
  for (const [experiment, group] of groupBy(records, (record) => record.experiment)) {
    const name = `data/${experiment.replaceAll(/[^A-Za-z0-9_]+/g, "-")}`;
    yield isOver(group, lineCount, mostLines)
      ? pooledMetricsTable(name, group)
      : metricsTable(name, group, { samples: !isOver(group, valueCount, MOST_VALUES) });
  }
}

function valueCount({ metrics, timings }: BenchRecord): number {
  return [...metrics, ...timings].reduce((sum, { values }) => sum + values.length, 0);
}

/** Whether records have more of something together; it counts no further. */
function isOver(
  records: readonly BenchRecord[],
  count: (record: BenchRecord) => number,
  most: number,
): boolean {
  let total = 0;
  return records.some((record) => (total += count(record)) > most);
}
