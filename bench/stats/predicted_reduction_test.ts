import assert from "node:assert/strict";
import { predictedReduction } from "./predicted_reduction.ts";
import { foldIn, key, normals } from "../../estimators/random/mod.ts";

/** What projections on the row space of A = W S do, W random: their diagonal, averaged over maps. */
function measured(outputs: number, inputs: number, spread: number): number {
  const scales = Array.from({ length: inputs }, (_, j) => spread ** (-j / Math.max(1, inputs - 1)));
  const maps = 60;
  const kept = new Array<number>(inputs).fill(0);
  for (let map = 0; map < maps; map++) {
    // Gram-Schmidt on the rows.
    const rows: number[][] = [];
    for (let i = 0; i < outputs; i++) {
      const noise = normals(foldIn(foldIn(key(7), map), i), inputs);
      const row = scales.map((scale, j) => scale * noise[j]!);
      for (const other of rows) {
        const along = other.reduce((sum, value, j) => sum + value * row[j]!, 0);
        other.forEach((value, j) => row[j]! -= along * value);
      }
      const norm = Math.hypot(...row);
      rows.push(row.map((value) => value / norm));
    }
    for (const row of rows) row.forEach((value, j) => kept[j]! += value * value / maps);
  }
  const all = scales.reduce((sum, scale) => sum + scale ** 2, 0);
  return all / scales.reduce((sum, scale, j) => sum + scale ** 2 * kept[j]!, 0);
}

for (
  const [outputs, inputs, spread] of [
    [4, 16, 1],
    [4, 16, 10],
    [10, 40, 3],
    [10, 40, 100],
    [30, 40, 10],
    [1, 50, 5],
  ] as const
) {
  Deno.test(`${outputs} of ${inputs} at scales 1 to ${spread}: what random maps keep`, () => {
    const [predicted, found] = [
      predictedReduction({ outputs, inputs, spread }),
      measured(outputs, inputs, spread),
    ];
    assert.ok(Math.abs(predicted / found - 1) < 0.06, `${predicted} predicted, ${found} found`);
  });
}

Deno.test("enough pre-activations keep all; more spread never helps", () => {
  assert.equal(predictedReduction({ outputs: 9, inputs: 9, spread: 50 }), 1);
  const along = [1, 2, 5, 20, 100].map((spread) => predictedReduction({ outputs: 8, inputs: 64, spread }));
  assert.deepEqual(along, along.toSorted((a, b) => b - a));
  assert.ok(along.at(-1)! >= 1);
});

Deno.test("sizes that no site has are refused", () => {
  for (
    const shape of [{ outputs: 0, inputs: 2 }, { outputs: 1, inputs: 1.5 }, {
      outputs: 1,
      inputs: 2,
      spread: 0.5,
    }]
  ) {
    assert.throws(() => predictedReduction(shape), RangeError, JSON.stringify(shape));
  }
});
