import assert from "node:assert/strict";
import { jsonLine, tableHeader, tableLine } from "./format.ts";
import type { PeerRow } from "./types.ts";

const alone: PeerRow = { model: "vae1", estimator: "rt", ms: 3.456789, threads: 1 };
const both: PeerRow = {
  ...alone,
  peer: { ms: 4.5, threads: 2, ratio: 3.456789 / 4.5, interval: [0.7123456, 0.82] },
};

Deno.test("a JSON line has the figures, and null for what was not measured", () => {
  assert.deepEqual(JSON.parse(jsonLine(both)), {
    model: "vae1",
    estimator: "rt",
    ms: 3.4568,
    peerMs: 4.5,
    ratio: 0.76818,
    ratioLower: 0.71235,
    ratioUpper: 0.82,
    threads: 1,
    peerThreads: 2,
  });
  const { peerMs, ratio, ratioLower } = JSON.parse(jsonLine(alone));
  assert.deepEqual([peerMs, ratio, ratioLower], [null, null, null]);
});

Deno.test("table lines stand under the heading", () => {
  const [heading, line] = [tableHeader(), tableLine(both)];
  assert.equal(line.trim().replaceAll(/ {2,}/g, "|"), "vae1|rt|3.46|4.50|0.77|0.71–0.82|1 / 2");
  const end = (text: string, part: string) => text.indexOf(part) + part.length;
  assert.equal(end(line, "3.46"), end(heading, "ours, ms"));
  assert.equal(end(line, "4.50"), end(heading, "PyTorch, ms"));
  assert.equal(tableLine(alone).trim().replaceAll(/ {2,}/g, "|"), "vae1|rt|3.46|–|–|–|1");
});
