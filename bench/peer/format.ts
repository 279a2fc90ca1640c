/**
 * The comparison as lines of text on a terminal.
 * @module
 */
import type { PeerRow } from "./types.ts";

const HEADER = ["model", "estimator", "ours, ms", "floor, ms", "PyTorch, ms", "ratio", "95 %", "threads"];

/** A row's cells: ours, its products alone, theirs, ours over theirs. */
export function cells({ model, estimator, ms, threads, floorMs, peer }: PeerRow): string[] {
  const own = [model, estimator, significant(ms), floorMs === undefined ? "–" : significant(floorMs)];
  if (peer === undefined) return [...own, "–", "–", "–", String(threads)];
  const interval = peer.interval?.map((end) => end.toFixed(2)).join("–") ?? "–";
  return [...own, significant(peer.ms), ratioText(peer.ratio), interval, `${threads} / ${peer.threads}`];
}

const WIDTHS = [11, 15, 9, 10, 12, 6, 11, 8];

/** Heading of the table. */
export function tableHeader(): string {
  return line(HEADER);
}

/** One line of the table. */
export function tableLine(row: PeerRow): string {
  return line(cells(row));
}

function line(texts: readonly string[]): string {
  const padded = texts.map((text, i) => i < 2 ? text.padEnd(WIDTHS[i] ?? 0) : text.padStart(WIDTHS[i] ?? 0));
  return padded.join("  ").trimEnd();
}

/** Three significant digits: more than rounds repeat. */
export function significant(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}

/** Two decimals, or two digits of what is small. */
export function ratioText(ratio: number): string {
  return ratio < 0.1 ? ratio.toPrecision(2) : ratio.toFixed(2);
}
