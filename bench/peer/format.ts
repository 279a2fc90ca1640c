/**
 * Rows of the comparison as lines of text.
 * @module
 */
import type { PeerRow } from "./types.ts";

/** One JSON object; what PyTorch did not measure is null. */
export function jsonLine({ model, estimator, ms, threads, peer }: PeerRow): string {
  return JSON.stringify({
    model,
    estimator,
    ms: rounded(ms),
    peerMs: peer === undefined ? null : rounded(peer.ms),
    ratio: peer === undefined ? null : rounded(peer.ratio),
    ratioLower: peer?.interval === undefined ? null : rounded(peer.interval[0]),
    ratioUpper: peer?.interval === undefined ? null : rounded(peer.interval[1]),
    threads,
    peerThreads: peer?.threads ?? null,
  });
}

const HEADER = ["model", "estimator", "ours, ms", "PyTorch, ms", "ratio", "95 %", "threads"];

/** A row's cells. */
function cells({ model, estimator, ms, threads, peer }: PeerRow): string[] {
  if (peer === undefined) return [model, estimator, significant(ms), "–", "–", "–", String(threads)];
  const interval = peer.interval?.map((end) => end.toFixed(2)).join("–") ?? "–";
  const both = `${threads} / ${peer.threads}`;
  return [model, estimator, significant(ms), significant(peer.ms), peer.ratio.toFixed(2), interval, both];
}

const WIDTHS = [6, 15, 9, 12, 6, 11, 8];

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
function significant(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
