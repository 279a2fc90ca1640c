/**
 * Files that were good before bytes of them were changed, moved, left out or put in.
 * @module
 */
import type { Draws } from "../draws.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A file with one to four changes. */
export function mutated(whole: Bytes, draws: Draws): Bytes {
  let bytes = whole;
  for (let changes = 1 + draws.below(4); changes > 0; changes--) bytes = draws.pick(CHANGES)(bytes, draws);
  return bytes;
}

const CHANGES: readonly ((bytes: Bytes, draws: Draws) => Bytes)[] = [
  (bytes, draws) => bytes.slice(0, place(bytes, draws)),
  (bytes, draws) => bytes.slice(place(bytes, draws)),
  (bytes, draws) => overwritten(bytes, draws, draws.bytes(1 + draws.below(8))),
  (bytes, draws) => overwritten(bytes, draws, new Uint8Array(4).fill(draws.pick([0, 127, 128, 255]))),
  (bytes, draws) => overwritten(bytes, draws, new TextEncoder().encode(draws.pick(TEXTS))),
  (bytes, draws) => inserted(bytes, draws, draws.bytes(1 + draws.below(40))),
  (bytes, draws) => inserted(bytes, draws, new TextEncoder().encode(draws.pick(TEXTS))),
  (bytes, draws) => inserted(bytes, draws, bytes.slice(place(bytes, draws)).slice(0, 300)),
  (_, draws) => draws.bytes(draws.below(300)),
];

/** What text formats stumble over. */
const TEXTS: readonly string[] = [
  "1e308",
  "-1e999",
  "5e-324",
  "NaN",
  "(100000000, 0)",
  "(0, 100000000)",
  "(-1,)",
  "(4294967296, 4294967296)",
  '"',
  "\n\n",
  "\r",
  ",,,,",
  "[[",
  "[".repeat(20000),
  "null",
  "{}",
  "\u0000",
  "\ufeff",
  "=1+1",
  "'|O'",
  "True",
];

function place({ length }: Bytes, draws: Draws): number {
  // Headers are where a format can be wrong in most ways.
  return length === 0 ? 0 : draws.below(draws.below(2) === 0 ? Math.min(length, 160) : length);
}

function overwritten(bytes: Bytes, draws: Draws, by: Bytes): Bytes {
  const changed = bytes.slice();
  const at = place(bytes, draws);
  changed.set(by.subarray(0, bytes.length - at), at);
  return changed;
}

function inserted(bytes: Bytes, draws: Draws, more: Bytes): Bytes {
  const at = place(bytes, draws);
  const longer = new Uint8Array(bytes.length + more.length);
  longer.set(bytes.subarray(0, at));
  longer.set(more, at);
  longer.set(bytes.subarray(at), at + more.length);
  return longer;
}
