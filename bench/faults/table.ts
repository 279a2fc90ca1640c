/**
 * The table of all rows, for a terminal and for the page.
 * @module
 */
import type { FaultRow, Tally } from "./tally.ts";

/** A row and what came of it. */
export interface RowResult {
  readonly row: Pick<FaultRow, "name" | "what">;
  readonly tally: Pick<Tally, "tried" | "passed" | "lost" | "wrong">;
  readonly seconds: number;
  /** Why it was not tried. */
  readonly skipped?: string;
}

const HEAD = ["row", "fault", "tried", "passed", "lost", "wrong", "seconds"] as const;

/** Whether nothing was lost and nothing is wrong. */
export function allWell(results: readonly RowResult[]): boolean {
  return results.every(({ tally: { tried, passed, lost, wrong }, skipped }) =>
    lost === 0 && wrong === 0 && passed === tried && (tried > 0 || skipped !== undefined)
  );
}

/** Columns of one width, for a terminal. */
export function terminalTable(results: readonly RowResult[]): string {
  const lines = [HEAD, ...results.map(cells)];
  const widths = HEAD.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines.map((line) =>
    line.map((cell, i) => i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join("  ").trimEnd()
  ).join("\n");
}

/** A table in Markdown. */
export function markdownTable(results: readonly RowResult[]): string {
  const lines = [HEAD, HEAD.map((_, i) => (i < 2 ? "---" : "--:")), ...results.map(cells)];
  const table = lines.map((line) => `| ${line.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  return table.join("\n");
}

function cells({ row: { name, what }, tally, seconds, skipped }: RowResult): readonly string[] {
  const fault = skipped === undefined ? what : `${what} (skipped: ${skipped})`;
  const { tried, passed, lost, wrong } = tally;
  const numbers = tried === 0 && skipped !== undefined ? ["–", "–", "–", "–"] : [tried, passed, lost, wrong];
  return [name, fault, ...numbers.map(String), seconds.toFixed(0)];
}
