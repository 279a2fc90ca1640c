/**
 * The contract of a table: a pure function from records to cells of text.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Table } from "../page/blocks.ts";

/** A table of the report. */
export interface TableMaker {
  /** Experiment whose section shows it. */
  readonly experiment: string;
  /** Whether the page folds it away, because it is long. */
  readonly folded: boolean;
  /** The table, with no rows where the records hold nothing for it. */
  table(records: readonly BenchRecord[]): Table;
}
