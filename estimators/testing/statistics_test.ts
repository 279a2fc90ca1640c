import assert from "node:assert/strict";
import { foldIn, key, normals } from "../random/mod.ts";
import { detectableBias, testMeans, twoSidedP } from "./statistics.ts";

Deno.test("Student's t agrees with printed quantiles", () => {
  // Two-sided 5 %, 1 % and 0.1 % points, from any table.
  for (
    const [freedom, t, p] of [[2, 4.303, 0.05], [10, 2.228, 0.05], [10, 3.169, 0.01], [30, 3.646, 0.001], [
      60,
      1.671,
      0.1,
    ]] as const
  ) {
    assert.ok(Math.abs(twoSidedP(t, freedom) / p - 1) < 2e-3, `${freedom}: ${twoSidedP(t, freedom)}`);
  }
  assert.equal(twoSidedP(0, 10), 1);
  assert.throws(() => twoSidedP(1, 9), /even number/);
});

function sample(
  seed: number,
  { coordinates, batches, shift }: Record<"coordinates" | "batches" | "shift", number>,
) {
  return Array.from(
    { length: coordinates },
    (_, c) => Float64Array.from(normals(foldIn(key(seed), c), batches), (x) => x + (c === 3 ? shift : 0)),
  );
}

Deno.test("true means are rejected as often as stated", () => {
  // 400 families at 5 %: 20 expected, and 36 or more with a probability below 5e-4.
  let families = 0;
  for (let s = 0; s < 400; s++) {
    const means = sample(s, { coordinates: 20, batches: 21, shift: 0 });
    if (testMeans(means, new Float64Array(20), { familyError: 0.05 }).length > 0) families++;
  }
  assert.ok(families > 5 && families < 36, `${families} of 400`);
});

Deno.test("the detectable bias is detected, and at the coordinate that has it", () => {
  const size = { coordinates: 20, batches: 65 };
  const shift = detectableBias({ ...size, draws: 65 });
  for (let s = 0; s < 100; s++) {
    const rejected = testMeans(sample(s, { ...size, shift }), new Float64Array(20));
    assert.deepEqual(rejected.map((r) => r.coordinate), [3]);
  }
  // An honest bound: a third of it is mostly missed.
  const missed = Array.from(
    { length: 100 },
    (_, s) => testMeans(sample(s, { ...size, shift: shift / 3 }), new Float64Array(20)),
  );
  assert.ok(missed.filter((r) => r.length === 0).length > 90);
});

Deno.test("exact means up to rounding pass, NaN never does", () => {
  const constant = [new Float64Array(5).fill(1 + 1e-6), new Float64Array(5).fill(-2)];
  assert.deepEqual(testMeans(constant, [1, -2]), []);
  assert.equal(testMeans(constant, [1, -2.001]).length, 1);
  assert.equal(testMeans([Float64Array.of(1, NaN, 1)], [1]).length, 1);
});
