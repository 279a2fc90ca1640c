import assert from "node:assert/strict";
import { foldIn, key, normals } from "../../estimators/random/mod.ts";
import { studentTwoSided } from "./distributions.ts";
import { pairedDifference, signFlipTest } from "./paired.ts";

const options = { key: key(0) };

const exact: [differences: number[], p: number][] = [
  [[1], 1],
  [[1, 2, 3], 2 / 8],
  [[1, -2, 3], 6 / 8], // sums ±6 ±4 ±2 ±0: two of each sign, |sum| ≥ 2 in six of eight
  [[1, 1, 1, 1, 1], 2 / 32],
  [[0, 0, 0], 1],
];
for (const [differences, p] of exact) {
  Deno.test(`sign flips of ${differences}: p = ${p}`, () => {
    assert.deepEqual(signFlipTest(differences, options), {
      p,
      smallestP: 2 / 2 ** differences.length,
      exact: true,
    });
  });
}

// Fisher (1935), section 21: Darwin's 15 pairs of maize; 1726 of 32768 sign flips reach the observed sum.
Deno.test("Darwin's maize: the published p, counted exactly", () => {
  const differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
  assert.equal(signFlipTest(differences, options).p, 1726 / 32768);
  // In other units the sums round, and the ties among them must still count as ties.
  assert.equal(signFlipTest(differences.map((eighths) => eighths / 7), options).p, 1726 / 32768);
});

Deno.test("exactness: without an effect p ≤ α comes with chance α at every attainable α", () => {
  const trials = 3000;
  const p = Array.from({ length: trials }, (_, i) => signFlipTest(normals(foldIn(key(2), i), 6), options).p);
  for (const level of [2 / 64, 4 / 64, 8 / 64, 32 / 64]) {
    const rate = p.filter((value) => value <= level).length / trials;
    assert.ok(Math.abs(rate - level) < 4 * Math.sqrt(level * (1 - level) / trials), `${level}: ${rate}`);
  }
});

Deno.test("beyond 20 pairs random flips agree with the exact count", () => {
  const some = [...normals(key(3), 20)].map((z) => z + 0.4);
  const counted = signFlipTest(some, options);
  const sampled = signFlipTest([...some, 0], options); // a zero changes nothing but the number of pairs
  assert.ok(counted.exact && !sampled.exact);
  assert.ok(
    Math.abs(sampled.p - counted.p) < 4 * Math.sqrt(counted.p / 100_000),
    `${sampled.p} ${counted.p}`,
  );
  assert.equal(sampled.smallestP, 1 / 100_001);
});

Deno.test("a difference has its interval and p, and suits the number of seeds", () => {
  const five = pairedDifference([3, 4, 5, 6, 9], [2, 2, 3, 3, 5]);
  assert.equal(five.interval.value, 2.4);
  assert.deepEqual([five.flipP, five.smallestP, five.pairs], [2 / 32, 2 / 32, 5]);
  // Student decides where so few sign flips never can: t = 2.4 √5 / 1.140 = 4.707 with 4 degrees of freedom.
  assert.ok(
    Math.abs(five.p - studentTwoSided(2.4 * Math.sqrt(5) / Math.sqrt(1.3), 4)) < 1e-12 && five.p < 0.01,
  );
  // Student's: 2.4 ± 2.776 × 1.140 / √5.
  assert.ok(Math.abs(five.interval.low - 0.984) < 1e-3 && Math.abs(five.interval.high - 3.816) < 1e-3);
  const one = pairedDifference([3], [2]);
  assert.deepEqual([one.interval, one.p, one.mean.degrees], [{ value: 1, low: 1, high: 1 }, 1, 0]);
  const many = pairedDifference(
    Array.from({ length: 30 }, (_, i) => i % 3),
    Array.from({ length: 30 }, () => 0),
  );
  assert.equal(many.interval.value, 1);
  assert.ok(many.p < 0.01 && many.flipP < 0.01 && many.smallestP < 1e-3);
});

Deno.test("coverage of a mean difference over few seeds", () => {
  const trials = 1000;
  for (const seeds of [4, 5, 8]) {
    let hits = 0;
    for (let i = 0; i < trials; i++) {
      const k = foldIn(key(4), 100 * i + seeds);
      const { low, high } =
        pairedDifference(normals(foldIn(k, 0), seeds), normals(foldIn(k, 1), seeds)).interval;
      if (low <= 0 && 0 <= high) hits++;
    }
    assert.ok(Math.abs(hits / trials - 0.95) < 4 * Math.sqrt(0.05 * 0.95 / trials), `${seeds}: ${hits}`);
  }
});

Deno.test("bad input is refused", () => {
  assert.throws(
    () => pairedDifference([1, 2], [1]),
    /RangeError: paired samples differ in length: 2 and 1/,
  );
  assert.throws(() => pairedDifference([], []), /RangeError: .* at least 1 value/);
  assert.throws(() => signFlipTest([1, NaN], options), /RangeError: a difference is NaN/);
});
