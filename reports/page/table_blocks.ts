/**
 * The tables of an experiment as parts of the page.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { plural } from "../look/format.ts";
import type { Block, Table } from "./blocks.ts";
import { TABLES } from "../experiments/tables.ts";

/** Rows that a table may have without being folded: more are for looking up, not for reading. */
const MOST_OPEN = 12;

/** Tables that have rows, in the registry's order; reference tables and long ones folded. */
export function tableBlocks(
  records: readonly BenchRecord[],
  choice: { experiment: string; folded: boolean; keepOpen?: boolean },
): Block[] {
  const { experiment, folded, keepOpen = false } = choice;
  return TABLES
    .filter((maker) => maker.experiment === experiment && maker.folded === folded)
    .map(({ table }) => table(records))
    .filter(({ rows }) => rows.length > 0)
    .map((table) => (keepOpen ? { kind: "table", table } : tableBlock(table, { folded })));
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
