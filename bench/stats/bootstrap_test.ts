import assert from "node:assert/strict";
import { foldIn, type Key, key, normals, uniforms } from "../../estimators/random/mod.ts";
import { bootstrapInterval, bootstrapRatio } from "./bootstrap.ts";
import { fewestForBootstrap, type Interval, studentInterval } from "./interval.ts";
import { mean, median, variance } from "./moments.ts";

/** Share of `trials` whose interval holds the truth. */
function coverage(trials: number, truth: number, interval: (k: Key) => Interval): number {
  let hits = 0;
  for (let i = 0; i < trials; i++) {
    const { low, high } = interval(foldIn(key(21), i));
    if (low <= truth && truth <= high) hits++;
  }
  return hits / trials;
}

const exponentials = (k: Key, n: number) => Float64Array.from(uniforms(k, n), (u) => -Math.log(1 - u));

Deno.test("coverage of Student's interval is exact for normal values", () => {
  const covered = coverage(2000, 0, (k) => studentInterval(normals(k, 5), { level: 0.9 }));
  assert.ok(Math.abs(covered - 0.9) < 4 * Math.sqrt(0.09 / 2000), `${covered}`);
});

Deno.test("coverage of a mean of normal values", () => {
  const covered = coverage(
    400,
    0,
    (k) => bootstrapInterval(normals(k, 40), mean, { key: k, level: 0.9, resamples: 400 }),
  );
  assert.ok(Math.abs(covered - 0.89) < 4 * Math.sqrt(0.09 / 300), `${covered}`);
});

// Efron and Tibshirani (1993), table 14.2: variance (by n) of 26 scores of the spatial test.
for (const [method, low, high] of [["percentile", 100.8, 233.9], ["bca", 115.8, 259.6]] as const) {
  Deno.test(`the spatial test data: the published ${method} interval`, () => {
    // deno-fmt-ignore
    const scores = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41];
    const byN = (values: Float64Array) => variance(values) * (1 - 1 / values.length);
    const found = bootstrapInterval(scores, byN, { key: key(1), level: 0.9, resamples: 20_000, method });
    assert.ok(Math.abs(found.value - 171.5) < 0.1);
    // published from 2000 resamples: its own error at these ends is about 3
    assert.ok(Math.abs(found.low - low) < 5 && Math.abs(found.high - high) < 8, JSON.stringify(found));
  });
}

Deno.test("coverage of a ratio of paired means", () => {
  const covered = coverage(400, 2, (k) => {
    const shared = exponentials(k, 40);
    const noise = normals(foldIn(k, 1), 40);
    const other = shared.map((value, i) => value + 0.1 * (noise[i] as number) + 1);
    return bootstrapRatio(shared.map((value) => 2 * value + 2), other, {
      key: k,
      paired: true,
      level: 0.9,
      resamples: 400,
    });
  });
  assert.ok(Math.abs(covered - 0.89) < 4 * Math.sqrt(0.09 / 400), `${covered}`);
});

// Efron and Tibshirani (1993), table 2.1: survival of 7 treated mice, mean 86.86; its exact bootstrap
// distribution has the standard deviation 23.36 and this interval by percentiles.
Deno.test("the mouse data: mean, and half-width of about 1.645 × 23.36", () => {
  const treated = [94, 197, 16, 38, 99, 141, 23];
  const { value, low, high } = bootstrapInterval(treated, mean, {
    key: key(1),
    level: 0.9,
    resamples: 20_000,
    method: "percentile",
  });
  assert.ok(Math.abs(value - 86.857) < 1e-3);
  assert.ok(Math.abs((high - low) / (2 * 1.645) - 23.36) < 0.6, `${low} ${high}`);
});

Deno.test("a median, a ratio of medians and unpaired samples", () => {
  const [a, b] = [exponentials(key(1), 30), exponentials(key(2), 50).map((value) => value * 3)];
  const ofMedians = bootstrapRatio(b, a, { key: key(3), of: "median", paired: false });
  assert.equal(ofMedians.value, median(b) / median(a));
  assert.ok(ofMedians.low < 3 && 3 < ofMedians.high && ofMedians.low > 1);
  const ofMeans = bootstrapRatio(b, a, { key: key(3), paired: false });
  assert.equal(ofMeans.value, mean(b) / mean(a));
});

Deno.test("pairing removes what both share", () => {
  const shared = exponentials(key(4), 30).map((value) => value + 0.1);
  const paired = bootstrapRatio(shared, shared, { key: key(5), paired: true });
  assert.deepEqual([paired.low, paired.high], [1, 1]);
  const unpaired = bootstrapRatio(shared, shared, { key: key(5), paired: false });
  assert.ok(unpaired.high - unpaired.low > 0.3);
});

Deno.test("same key, same interval; another key, another", () => {
  const values = exponentials(key(6), 20);
  const at = (seed: number) => bootstrapInterval(values, mean, { key: key(seed) });
  assert.deepEqual(at(0), at(0));
  assert.notDeepEqual(at(0), at(1));
});

Deno.test("a constant sample has an interval of no width", () => {
  const { low, high } = bootstrapInterval([2, 2, 2, 2], mean, { key: key(0) });
  assert.deepEqual([low, high], [2, 2]);
});

Deno.test("the fewest seeds of an interval", () => {
  assert.deepEqual([0.5, 0.9, 0.95, 0.99, 0.999].map(fewestForBootstrap), [2, 3, 4, 4, 5]);
});

const options = { key: key(0) };
for (
  const [call, message] of [
    [
      () => bootstrapInterval([1, 2, 3], mean, options),
      /95 % bootstrap interval needs at least 4 values \(seeds\), got 3/,
    ],
    [
      () => bootstrapInterval([1, 2, 3, 4], mean, { ...options, level: 95 }),
      /level is 95: it must lie between 0 and 1/,
    ],
    [() => bootstrapInterval([1, 2, 3, 4], mean, { ...options, resamples: 10 }), /needs at least 400/],
    [() => bootstrapInterval([1, 2, 3, NaN], mean, options), /the statistic of the sample is NaN/],
    [
      () => bootstrapRatio([1, 2, 3, 4], [1, 2, 3], { ...options, paired: true }),
      /differ in length: 4 and 3/,
    ],
    [
      () => bootstrapRatio([1, 2, 3, 4], [0, 0, 0, 1], { ...options, paired: false }),
      /of a resample is Infinity/,
    ],
    [() => studentInterval([1]), /at least 2 values, got 1/],
  ] as const
) {
  Deno.test(`bad input: ${message.source}`, () => {
    assert.throws(call, (error: Error) => error instanceof RangeError && message.test(error.message));
  });
}
