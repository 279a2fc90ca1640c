import { deepEqual, equal, notDeepEqual, ok, throws } from "node:assert/strict";
import { integers, permutation } from "./integers.ts";
import { key, split } from "./key.ts";

/** Pearson's statistic against equal probabilities. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, c) => sum + c, 0) / counts.length;
  return counts.reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0);
}

Deno.test("integers fill [0, bound) evenly, also where 2^32 is not a multiple of the bound", () => {
  for (const bound of [1, 2, 7, 10]) {
    const counts = new Array<number>(bound).fill(0);
    for (const i of integers(key(1), 50_000, bound)) counts[i] = (counts[i] ?? NaN) + 1;
    equal(counts.length, bound);
    // 9 degrees of freedom or fewer: 27.9 at level 1e-3.
    ok(chiSquare(counts) < 27.9, `bound ${bound}: ${counts}`);
  }
});

Deno.test("a bound of 3/4 · 2^32, where a remainder would favour the first third, is even", () => {
  const bound = 3 * 2 ** 30;
  const values = integers(key(2), 30_000, bound);
  const thirds = [0, 0, 0];
  for (const value of values) {
    const third = Math.floor(3 * value / bound);
    thirds[third] = (thirds[third] ?? NaN) + 1;
  }
  ok(chiSquare(thirds) < 13.8, `${thirds}`);
});

Deno.test("integers refuses a bound outside 1 … 2^32", () => {
  for (const bound of [0, -1, 1.5, 2 ** 32 + 1, NaN]) throws(() => integers(key(0), 1, bound), RangeError);
  equal(integers(key(0), 3, 2 ** 32).length, 3);
});

Deno.test("permutation is one, repeats with its key, and changes with it", () => {
  for (const n of [0, 1, 2, 100]) {
    deepEqual([...permutation(key(3), n)].sort((a, b) => a - b), Array.from({ length: n }, (_, i) => i));
  }
  deepEqual(permutation(key(3), 50), permutation(key(3), 50));
  notDeepEqual(permutation(key(3), 50), permutation(key(4), 50));
});

Deno.test("all 24 orders of four are equally likely", () => {
  const counts = new Map<string, number>();
  for (const child of split(key(5), 12_000)) {
    const order = permutation(child, 4).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  equal(counts.size, 24);
  // 23 degrees of freedom: 49.7 at level 1e-3.
  ok(chiSquare([...counts.values()]) < 49.7);
});
