/**
 * The tables of an experiment as parts of the page.
 * @module
 */
import type { BenchRecord } from "../bench/store/mod.ts";
import type { Block } from "./html/document.ts";
import { TABLES } from "./tables/registry.ts";

/** Tables that have rows, in the registry's order; the long ones folded. */
export function tableBlocks(
  records: readonly BenchRecord[],
  choice: { experiment: string; folded: boolean },
): Block[] {
  return TABLES
    .filter(({ experiment, folded }) => experiment === choice.experiment && folded === choice.folded)
    .map(({ table }) => table(records))
    .filter(({ rows }) => rows.length > 0)
    .map((table): Block =>
      choice.folded
        ? { kind: "details", summary: table.caption, blocks: [{ kind: "table", table }] }
        : { kind: "table", table }
    );
}
