import assert from "node:assert/strict";
import { foldIn, type Key, key, normals } from "../../estimators/random/mod.ts";
import { exactRatio, productOf, type Ratio, ratioInterval, timeRatioInterval } from "./log_ratio.ts";

const sampleOf = (k: Key, size: number, scale: number) =>
  Array.from(normals(k, size), (z) => scale * Math.exp(0.5 * z));

Deno.test("seeds: the geometric mean of one ratio each, Student over seeds", () => {
  const { value, low, high, log } = ratioInterval([[1, 3], [8, 8]], [[1, 1], [1, 1]]);
  assert.ok(Math.abs(value - 4) < 1e-12, "of ratios 2 and 8");
  assert.equal(log.degrees, 1);
  // t(.975, 1) = 12.706; the logs are ln 2 and ln 8, so the standard error is ln 2.
  assert.ok(Math.abs(Math.log(high / value) - 12.7062 * Math.LN2) < 1e-3);
  assert.ok(Math.abs(low * high - value ** 2) < 1e-9);
  const more = [2, 8, 2, 8, 2, 8];
  const six = ratioInterval(more.map((own) => [own]), more.map(() => [1]));
  assert.ok(six.high < 10 && six.low > 1.6);
});

Deno.test("seeds with more pairs are no more seeds", () => {
  const k = key(1);
  const of = (pairs: number) =>
    ratioInterval(
      [0, 1, 2].map((seed) => Array.from({ length: pairs }, () => 1 + seed)),
      [0, 1, 2].map((seed) => sampleOf(foldIn(k, seed), pairs, 1).map(() => 1)),
    );
  assert.deepEqual(of(2).log, of(200).log);
});

Deno.test("one seed: the ratio of means, with an interval over its pairs", () => {
  const [top, bottom] = [sampleOf(key(2), 60, 2), sampleOf(key(3), 60, 1)];
  const { value, low, high, log } = ratioInterval([top], [bottom]);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(value - sum(top) / sum(bottom)) < 1e-12);
  assert.equal(log.degrees, 59);
  assert.ok(low > 0 && low < 2 && 2 < high && high / low < 2);
});

Deno.test("one pair, or a mean of zero, has a ratio without an interval", () => {
  const one = ratioInterval([[3]], [[2]]);
  assert.deepEqual([one.low, one.high, one.log.degrees], [one.value, one.value, 0]);
  const none = ratioInterval([[0, 0, 0]], [[1, 2, 1]]);
  assert.deepEqual([none.value, none.low, none.high, none.log.degrees], [0, 0, 0, 0]);
  assert.ok(Number.isNaN(ratioInterval([], []).value));
  assert.ok(Number.isNaN(ratioInterval([[1]], [[]]).value));
});

Deno.test("processes: one ratio of medians each; the drift of a process cancels", () => {
  const drift = [1, 3, 0.5, 2];
  const rounds = [1, 1.1, 0.9, 40, 1];
  const { value, low, high, log } = timeRatioInterval(
    drift.map((own) => rounds.map((time) => 1.2 * own * time)),
    drift.map((own) => rounds.map((time) => own * time)),
  );
  for (const end of [value, low, high]) assert.ok(Math.abs(end - 1.2) < 1e-12);
  assert.equal(log.degrees, 3);
});

Deno.test("processes that differ make an interval that one process does not know of", () => {
  const ratios = [1.06, 1.1, 1.2, 1.15, 1.08];
  const rounds = Array.from(normals(key(4), 40), (z) => Math.exp(0.02 * z));
  const process = (ratio: number) => rounds.map((time, i) => ratio * time * (1 + 0.001 * i));
  const [many, one] = [ratios, ratios.slice(0, 1)].map((own) =>
    timeRatioInterval(own.map(process), own.map(() => rounds))
  ) as [Ratio, Ratio];
  assert.ok(many.high - many.low > 5 * (one.high - one.low), `${many.high - many.low} ${one.high - one.low}`);
});

Deno.test("a product adds logarithms; what was counted adds no width", () => {
  const [a, b] = [
    ratioInterval([[1], [2], [3]], [[2], [2], [2]]),
    ratioInterval([[3], [4], [3]], [[1], [1], [1]]),
  ];
  const both = productOf(a, b);
  assert.ok(Math.abs(both.value - a.value * b.value) < 1e-12);
  assert.ok(Math.abs(both.log.standardError - Math.hypot(a.log.standardError, b.log.standardError)) < 1e-12);
  const counted = productOf(a, exactRatio(2));
  assert.ok(Math.abs(counted.low - 2 * a.low) < 1e-12 && counted.log.degrees === 2);
  const { value, low, high } = productOf(exactRatio(2), exactRatio(3));
  assert.ok(low === value && high === value && Math.abs(value - 6) < 1e-12);
});

Deno.test("a product with a ratio whose error is unknown has none either", () => {
  const known = ratioInterval([[1], [2], [3]], [[2], [2], [2]]);
  assert.equal(productOf(known, ratioInterval([[1]], [[2]])).log.degrees, 0);
});
