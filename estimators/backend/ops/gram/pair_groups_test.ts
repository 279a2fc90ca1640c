import assert from "node:assert/strict";
import { pairGroups } from "./pair_groups.ts";

const segment = (from: number, width: number, positions: number[]) => ({ from, width, positions });

Deno.test("every pair is in one group, with the columns where both positions are not zero", () => {
  const segments = [
    segment(0, 64, [0, 1]),
    segment(64, 128, [0, 1, 2]),
    segment(192, 64, [1, 2]),
    segment(320, 64, [1]), // between them all is zero
  ];
  const groups = pairGroups(segments, 4);
  const of = (p: number, q: number) =>
    groups.filter(({ pairs }) => pairs.some(([i, j]) => i === p && j === q));
  for (let p = 0; p < 4; p++) for (let q = 0; q <= p; q++) assert.equal(of(p, q).length, 1, `${p} ${q}`);
  const runs = (p: number, q: number) => of(p, q)[0]!.runs.map(({ from, width }) => [from, width]);
  assert.deepEqual(runs(1, 0), [[0, 192]]);
  assert.deepEqual(runs(1, 1), [[0, 256], [320, 64]]);
  assert.deepEqual(runs(2, 0), [[64, 128]]);
  assert.deepEqual(runs(2, 1), [[64, 192]]);
  assert.deepEqual(runs(3, 0), []);
  assert.equal(of(0, 0)[0], of(1, 0)[0]);
  assert.equal(of(3, 3)[0], of(3, 1)[0]);
});

Deno.test("without zeros there is one group of one run", () => {
  const groups = pairGroups([segment(0, 10, [0, 1, 2])], 3);
  assert.deepEqual(groups.map(({ runs }) => runs), [[{ from: 0, width: 10 }]]);
  assert.deepEqual(groups[0]!.pairs, [[0, 0], [1, 0], [1, 1], [2, 0], [2, 1], [2, 2]]);
});
