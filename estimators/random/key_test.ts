import { deepEqual, equal, notDeepEqual, throws } from "node:assert/strict";
import { foldIn, key, split } from "./key.ts";
import { normals } from "../backend/streams/streams.ts";

Deno.test("key keeps all 64 bits of a seed", () => {
  deepEqual(key(0), { k0: 0, k1: 0 });
  deepEqual(key(5), { k0: 5, k1: 0 });
  deepEqual(key(Number.MAX_SAFE_INTEGER), { k0: 0xffffffff, k1: 0x1fffff });
  deepEqual(key(2n ** 64n - 1n), { k0: 0xffffffff, k1: 0xffffffff });
  deepEqual(key(123456), key(123456n));
});

Deno.test("key refuses what is no seed and says what is", () => {
  for (const seed of [NaN, Infinity, -1, 0.5, 2 ** 53, -1n, 2n ** 64n]) {
    throws(() => key(seed), { name: "RangeError", message: new RegExp(`seed is ${seed}`) });
  }
});

Deno.test("seed 0 is a seed: the same numbers each time, unlike those of seed 1", () => {
  deepEqual(normals(key(0), 20), normals(key(0), 20));
  notDeepEqual(normals(key(0), 20), normals(key(1), 20));
});

Deno.test("split does not depend on how many children are asked for", () => {
  deepEqual(split(key(3), 9).slice(0, 4), split(key(3), 4));
  deepEqual(split(key(3), 0), []);
  throws(() => split(key(3), -1), RangeError);
});

Deno.test("children, folded keys and the first numbers of a few parents are all different", () => {
  const seen = new Set<string>();
  const parents = [key(0), key(1), key(2n ** 32n)];
  for (const parent of parents) {
    const folded = Array.from({ length: 50 }, (_, i) => foldIn(parent, i));
    for (const { k0, k1 } of [parent, ...split(parent, 50), ...folded]) seen.add(`${k0},${k1}`);
  }
  equal(seen.size, parents.length * 101);
});

Deno.test("foldIn uses all 53 bits of its data and refuses others", () => {
  const values = [0, 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1].map((data) => foldIn(key(4), data).k0);
  equal(new Set(values).size, values.length);
  for (const data of [-1, 0.5, NaN, 2 ** 53]) throws(() => foldIn(key(4), data), RangeError);
});
