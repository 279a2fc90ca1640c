import assert from "node:assert/strict";
import { foldIn, type Key, key, normals } from "../../estimators/random/mod.ts";
import { copiesIn, serialCorrelation } from "./dependence.ts";

const rows = (k: Key, count: number, width = 3): Float64Array[] => {
  const all = normals(k, count * width);
  return Array.from({ length: count }, (_, i) => Float64Array.from(all.slice(i * width, (i + 1) * width)));
};
const shuffled = <T>(values: readonly T[], k: Key): T[] => {
  const order = normals(k, values.length);
  return values.map((value, i) => [value, order[i]!] as const).sort((a, b) => a[1] - b[1]).map(([value]) =>
    value
  );
};
const often = 50;
const seeds = Array.from({ length: often }, (_, i) => foldIn(key(3), i));
const LEVEL = 1e-3;

Deno.test("rows that repeat by chance at very many distances are no copies", () => {
  // As the decimals of a long file do: more distances than a call takes arguments.
  const values = normals(key(8), 800_000).map((z) => Math.round(2e5 * z));
  assert.equal(copiesIn(Array.from(values, (value) => [value])), undefined);
});

const copied: Record<string, (k: Key) => ArrayLike<number>[]> = {
  "each row ten times": (k) => rows(k, 50).flatMap((row) => Array.from({ length: 10 }, () => row)),
  "the file ten times": (k) => Array.from({ length: 10 }, () => rows(k, 50)).flat(),
  "all rows twice, in any order": (k) => shuffled([...rows(k, 50), ...rows(k, 50)], foldIn(k, 1)),
  "one coordinate, twice, in any order": (k) =>
    shuffled([...rows(k, 50, 1), ...rows(k, 50, 1)], foldIn(k, 1)),
  "a part twice, the rest once": (k) => [...rows(k, 60), ...rows(foldIn(k, 1), 60), ...rows(k, 60)],
  "a part twice, in any order": (k) => shuffled([...rows(k, 60), ...rows(k, 60).slice(30)], foldIn(k, 1)),
};
for (const [what, make] of Object.entries(copied)) {
  Deno.test(`copies are noticed: ${what}`, () => {
    for (const k of seeds) assert.ok(copiesIn(make(k)) !== undefined);
  });
}

const chance: Record<string, (k: Key) => ArrayLike<number>[]> = {
  "continuous draws": (k) => rows(k, 500),
  "one coin": (k) => rows(k, 501, 1).map(([x]) => [Math.sign(x!)]),
  "a dead unit's zeros": (k) => rows(k, 500).map((row) => row[0]! > 0 ? row : [0, 0, 0]),
  "three coarse numbers": (k) => rows(k, 501).map((row) => row.map((x) => Math.round(2 * x))),
  "one float16": (k) => rows(k, 5001, 1).map((row) => row.map((x) => Math.f16round(x))),
  "no variance": () => rows(key(1), 100).map(() => [1, 2, 3]),
};
for (const [what, make] of Object.entries(chance)) {
  Deno.test(`equal rows by chance are no copies: ${what}`, () => {
    for (const k of seeds) assert.equal(copiesIn(make(k)), undefined);
  });
}

Deno.test("independent rows are said to follow each other as seldom as the level says", () => {
  const heavy = (row: Float64Array) => row.map((x) => x ** 5);
  for (const shape of [(row: Float64Array) => row, heavy]) {
    const trials = Array.from({ length: 1000 }, (_, i) => rows(foldIn(key(4), i), 100).map(shape));
    const found = trials.filter((all) =>
      serialCorrelation(all, { batch: 1, level: 0.1 }) !== undefined
    ).length;
    // Bonferroni's level, up to four standard errors
    assert.ok(found / 1000 < 0.1 + 4 * Math.sqrt(0.1 * 0.9 / 1000), `${found} of 1000`);
  }
});

const following: Record<string, (row: Float64Array, i: number, all: readonly Float64Array[]) => number[]> = {
  "noise that is kept for the next row": (
    row,
    i,
    all,
  ) => [row[0]!, row[1]! + (all[i - 1]?.[1] ?? 0), row[2]!],
  "parameters that move": (row, i, all) => [row[0]!, row[1]! + i / all.length, row[2]!],
  "a slow wave": (row, i) => [row[0]!, row[1]! + 0.4 * Math.sin(i / 100), row[2]!],
};
for (const [what, change] of Object.entries(following)) {
  Deno.test(`rows that follow each other are noticed, with the coordinate: ${what}`, () => {
    for (const k of seeds) {
      assert.equal(serialCorrelation(rows(k, 2000).map(change), { batch: 1, level: LEVEL })?.coordinate, 1);
    }
  });
}

Deno.test("opposite neighbours, constants and averaged runs pass", () => {
  const antithetic = rows(key(1), 500).flatMap((row) => [row, row.map((x) => -x)]);
  const constant = rows(key(1), 500).map((_, i) => [1 + i * 1e-9, 2]);
  for (const all of [antithetic, constant]) {
    assert.equal(serialCorrelation(all, { batch: 1, level: LEVEL }), undefined);
  }
  const pairs = rows(key(2), 2000).flatMap((row) => [row, row]);
  assert.ok(serialCorrelation(pairs, { batch: 1, level: LEVEL }) !== undefined);
  assert.equal(serialCorrelation(pairs, { batch: 2, level: LEVEL }), undefined);
});
