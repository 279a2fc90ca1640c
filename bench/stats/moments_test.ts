import assert from "node:assert/strict";
import { mean, median, quantile, standardDeviation, sum, variance } from "./moments.ts";
import { batchMeans, ColumnMoments, columnMoments } from "./column_moments.ts";

Deno.test("a sum keeps small terms beside large ones", () => {
  assert.equal(sum([1e100, 1, -1e100, 1]), 2);
  assert.equal(sum(new Float64Array(10_000_000).fill(0.1)), 1_000_000);
});

// NIST Statistical Reference Datasets, univariate: NumAcc3 and NumAcc4, certified standard deviation 0.1.
for (const base of [1_000_000, 10_000_000]) {
  Deno.test(`NIST's NumAcc about ${base}`, () => {
    const values = [base + 0.2, ...Array.from({ length: 1000 }, (_, i) => base + (i % 2 === 0 ? 0.1 : 0.3))];
    assert.ok(Math.abs(mean(values) - (base + 0.2)) < 1e-15 * base);
    assert.ok(Math.abs(standardDeviation(values) - 0.1) < 1e-16 * base, `${standardDeviation(values)}`);
  });
}

Deno.test("a mean that has to be rounded does not spoil the variance", () => {
  assert.ok(Math.abs(variance([1e16, 1e16 + 2, 1e16 + 2]) - 4 / 3) < 1e-15);
});

const quantiles: [values: number[], level: number, expected: number][] = [
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 3, 2], 0.5, 2.5],
  [[15, 20, 35, 40, 50], 0.4, 29], // type 7 of Hyndman and Fan
  [[1, 2], 0, 1],
  [[1, 2], 1, 2],
  [[7], 0.3, 7],
];
for (const [values, level, expected] of quantiles) {
  Deno.test(`quantile ${level} of ${values} is ${expected}`, () => {
    assert.ok(Math.abs(quantile(values, level) - expected) < 1e-12);
  });
}

Deno.test("samples that are too short are refused", () => {
  assert.throws(() => mean([]), /RangeError: a mean needs at least 1 value, got 0/);
  assert.throws(() => variance([1]), /a variance needs at least 2 values, got 1/);
  assert.throws(() => median([]), /a quantile needs at least 1 value/);
  assert.throws(() => quantile([1], 1.5), /level is 1.5/);
});

Deno.test("moments by column in one pass agree with two passes", () => {
  const rows = Array.from({ length: 50 }, (_, i) => [1e8 + Math.sin(i), -(i ** 2), 3]);
  const moments = columnMoments(rows);
  for (const d of [0, 1, 2]) {
    const column = rows.map((row) => row[d] as number);
    assert.ok(Math.abs((moments.means[d] as number) / mean(column) - 1) < 1e-14);
    assert.ok(Math.abs(moments.variance(d) - variance(column)) <= 1e-8 * variance(column));
  }
  assert.deepEqual([...moments.magnitudes.slice(1)], [49 ** 2, 3]);
  assert.equal(moments.variance(2), 0);
});

Deno.test("batches are averaged and an incomplete one is left out", () => {
  const rows = [[1, 10], [3, 20], [5, 60], [7, 80], [100, 100]];
  assert.deepEqual([...batchMeans(rows, 2)].map((row) => [...row]), [[2, 15], [6, 70]]);
});

Deno.test("rows that do not fit are named", () => {
  const moments = new ColumnMoments(2);
  moments.add([1, 2]);
  assert.throws(() => moments.add([1]), /draw 1 has 1 coordinates, expected 2/);
  assert.throws(() => moments.add([1, NaN]), /draw 1 is NaN at coordinate 1/);
  assert.throws(() => columnMoments([[1, 2]]), /needs at least 2 draws, got 1/);
  assert.throws(() => columnMoments([]), /got 0/);
});
