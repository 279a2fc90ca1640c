import assert from "node:assert/strict";
import { foldIn, key, uniforms } from "../../estimators/random/mod.ts";
import { holm, holmByFamily } from "./holm.ts";

const tables: [name: string, p: number[], adjusted: number[]][] = [
  ["worked by hand", [0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]],
  ["order kept, capped at one", [0.9, 0.6, 0.001], [1, 1, 0.003]],
  ["ties share a value", [0.02, 0.02], [0.04, 0.04]],
  ["one test is left alone", [0.04], [0.04]],
  ["none", [], []],
];
for (const [name, p, expected] of tables) {
  Deno.test(`Holm: ${name}`, () => {
    const found = holm(p);
    assert.equal(found.length, expected.length);
    for (const [i, value] of expected.entries()) {
      assert.ok(Math.abs((found[i] as number) - value) < 1e-15, `${found}`);
    }
  });
}

Deno.test("Holm rejects what its step-down definition rejects, at every level", () => {
  for (let trial = 0; trial < 50; trial++) {
    const p = uniforms(foldIn(key(3), trial), 8).map((u) => u ** 4);
    const adjusted = holm(p);
    for (const level of [0.01, 0.05, 0.2]) {
      const ascending = [...p].sort((a, b) => a - b);
      const firstKept = ascending.findIndex((value, rank) => value > level / (ascending.length - rank));
      const rejected = firstKept === -1 ? ascending.length : firstKept;
      assert.equal(adjusted.filter((value) => value <= level).length, rejected);
    }
  }
});

Deno.test("Holm names a p-value that is none", () => {
  assert.throws(() => holm([0.1, NaN]), /RangeError: p-value 1 is NaN/);
});

Deno.test("Holm by family: each is corrected for its own size alone", () => {
  const items = [
    { name: "a", p: 0.01 },
    { name: "b", p: 0.02 },
    { name: "a", p: 0.04 },
  ];
  const adjusted = holmByFamily(items, { family: ({ name }) => name, p: ({ p }) => p });
  assert.deepEqual(items.map((item) => adjusted.get(item)), [0.02, 0.02, 0.04]);
});
