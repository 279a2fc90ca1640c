/**
 * The tables of an experiment as parts of the page.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { plural } from "../look/format.ts";
import type { Block, Table } from "../page/blocks.ts";
import type { ExperimentReport } from "../experiments/report.ts";

/** Rows that a table may have without being folded: more are for looking up, not for reading. */
const MOST_OPEN = 12;

/** The tables of an experiment that have rows; reference tables and long ones folded. */
export function tableBlocks(
  report: ExperimentReport,
  records: readonly BenchRecord[],
  choice: { folded: boolean; mostOpen?: number },
): Block[] {
  const { folded, mostOpen = MOST_OPEN } = choice;
  return report.tables
    .filter((maker) => maker.folded === folded)
    .map(({ table }) => table(report.rows(records)))
    .filter(({ rows }) => rows.length > 0)
    .map((table) => tableBlock(table, { folded: folded || table.rows.length > mostOpen }));
}

/**
 * A table, folded where it is long or where that is asked for; its title and length stay to be seen.
 *
 * @example
 * ```ts
 * import { tableBlock } from "./table_blocks.ts";
 *
 * const block = tableBlock({ name: "t", caption: "Long", columns: [], rows: Array(13).fill([]) });
 * console.assert(block.kind === "details" && block.summary === "Long (13 rows)");
 * ```
 */
export function tableBlock(table: Table, { folded = false }: { folded?: boolean } = {}): Block {
  const open: Block = { kind: "table", table };
  const { length } = table.rows;
  return folded || length > MOST_OPEN
    ? {
      kind: "details",
      role: "table",
      summary: `${table.caption} (${plural(length, "row")})`,
      blocks: [open],
    }
    : open;
}
