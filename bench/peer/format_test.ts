import assert from "node:assert/strict";
import { ratioText, significant, tableHeader, tableLine } from "./format.ts";
import type { PeerRow } from "./types.ts";

const alone: PeerRow = { model: "vae1", estimator: "rt", ms: 3.456789, threads: 1 };
const both: PeerRow = {
  ...alone,
  floorMs: 2.5,
  peer: { ms: 4.5, threads: 2, ratio: 3.456789 / 4.5, interval: [0.7123456, 0.82] },
};

Deno.test("table lines stand under the heading", () => {
  const [heading, line] = [tableHeader(), tableLine(both)];
  assert.equal(line.trim().replaceAll(/ {2,}/g, "|"), "vae1|rt|3.46|2.50|4.50|0.77|0.71–0.82|1 / 2");
  const end = (text: string, part: string) => text.indexOf(part) + part.length;
  for (
    const [part, name] of [["3.46", "ours, ms"], ["2.50", "floor, ms"], ["4.50", "PyTorch, ms"]] as const
  ) {
    assert.equal(end(line, part), end(heading, name));
  }
  assert.equal(tableLine(alone).trim().replaceAll(/ {2,}/g, "|"), "vae1|rt|3.46|–|–|–|–|1");
});

Deno.test("times have three digits, small ratios two", () => {
  assert.deepEqual([3.14159, 23.45, 1234.4].map(significant), ["3.14", "23.4", "1234"]);
  assert.deepEqual([0.0473, 0.5, 1.234].map(ratioText), ["0.047", "0.50", "1.23"]);
});
