import assert from "node:assert/strict";
import { foldIn, key, normals } from "../../estimators/random/mod.ts";
import { studentInterval } from "./interval.ts";
import { ratioP } from "./ratio_p.ts";

Deno.test("an interval without width decides alone", () => {
  assert.equal(ratioP({ value: 1, low: 1, high: 1 }), 1);
  assert.equal(ratioP({ value: 2, low: 2, high: 2 }), 0);
});

Deno.test("p is below 5 % where the 95 % interval leaves 1 out, and above where it holds 1", () => {
  assert.ok(ratioP({ value: 1.1, low: 0.9, high: 1.3 }) > 0.05);
  assert.ok(ratioP({ value: 1.5, low: 1.2, high: 1.8 }) < 0.05);
  // The same where the interval reaches 0, whose logarithm does not exist.
  for (const low of [0, -0.2, -3]) {
    const held = ratioP({ value: (low + 1.2) / 2, low, high: 1.2 });
    assert.ok(held > 0.05, `${low}: ${held}`);
  }
  assert.ok(ratioP({ value: 0.2, low: -0.1, high: 0.5 }) < 0.05);
});

Deno.test("an interval from below 0 far past 1 says nothing: neither does one without ends", () => {
  assert.ok(ratioP({ value: 1, low: -4, high: 6 }) === 1);
  assert.ok(ratioP({ value: 0.8, low: -4, high: 5.6 }) > 0.9);
  assert.equal(ratioP({ value: NaN, low: NaN, high: NaN }), 1);
  assert.equal(ratioP({ value: 3, low: 0.5, high: Infinity }), 1);
});

Deno.test("without an effect a noisy ratio is rejected about as often as its level says", () => {
  // Ratios of mean 1 and standard error .6: a third of their intervals reach 0.
  const trials = 1000;
  let rejected = 0;
  let reached = 0;
  for (let i = 0; i < trials; i++) {
    const { value, low, high } = studentInterval(normals(foldIn(key(3), i), 60).map((z) => 1 + 4.6 * z));
    if (low > 0) continue;
    reached++;
    if (ratioP({ value, low, high }) <= 0.05) rejected++;
  }
  assert.ok(reached > trials / 2, `${reached}`);
  assert.ok(rejected / reached < 0.08, `${rejected} of ${reached}`);
});
