import assert from "node:assert/strict";
import { foldIn, type Key, key, normals } from "../../estimators/random/mod.ts";
import { studentTwoSided } from "./distributions.ts";
import { hotellingTest } from "./hotelling.ts";
import { mean, standardDeviation } from "./moments.ts";

Deno.test("one coordinate: T² is the square of Student's t, with the same p", () => {
  const values = [1.2, 0.7, 2.3, 1.9, 0.4];
  const t = (mean(values) - 0.5) / (standardDeviation(values) / Math.sqrt(5));
  const { statistic, p } = hotellingTest(values.map((value) => [value]), [0.5]);
  assert.ok(Math.abs(statistic - t * t) < 1e-12);
  assert.ok(Math.abs(p - studentTwoSided(t, 4)) < 1e-12);
});

Deno.test("two coordinates: T² worked by hand (Johnson and Wichern, example 5.1)", () => {
  const { statistic } = hotellingTest([[6, 9], [10, 6], [8, 3]], [9, 5]);
  assert.ok(Math.abs(statistic - 7 / 9) < 1e-12, `${statistic}`);
});

Deno.test("size, and power against a bias along a direction of small variance", () => {
  const trials = 1000;
  const rate = (bias: number) => {
    let rejections = 0;
    for (let i = 0; i < trials; i++) {
      if (hotellingTest(correlated(foldIn(key(4), i), bias), [0, 0, 0]).p <= 0.05) rejections++;
    }
    return rejections / trials;
  };
  const size = rate(0);
  assert.ok(Math.abs(size - 0.05) < 4 * Math.sqrt(0.05 * 0.95 / trials), `${size}`);
  assert.ok(rate(0.2) > 0.9); // a fifth of each coordinate's standard deviation, with 20 draws
});

Deno.test("too few draws, a constant coordinate, NaN", () => {
  assert.throws(() => hotellingTest([[1, 2], [3, 4]], [0, 0]), /needs more than 2 draws, got 2/);
  assert.throws(() => hotellingTest([[1, 2], [3, 2], [5, 2]], [0, 0]), /coordinate 1 is constant or depends/);
  assert.throws(
    () => hotellingTest([[1, 2], [3, 6], [5, 10]], [0, 0]),
    /coordinate 1 is constant or depends/,
  );
  assert.throws(() => hotellingTest([[1], [NaN]], [0]), /NaN at coordinate 0/);
});

/** 20 draws whose coordinates share one factor; the bias has alternating signs. */
function correlated(k: Key, bias: number): number[][] {
  const z = normals(k, 80);
  return Array.from(
    { length: 20 },
    (_, i) =>
      [1, -1, 1].map((sign, d) => (z[4 * i] as number) + 0.1 * (z[4 * i + 1 + d] as number) + sign * bias),
  );
}
