import assert from "node:assert/strict";
import { foldIn, type Key, key, normals } from "../../estimators/random/mod.ts";
import type { Interval } from "./interval.ts";
import { median } from "./moments.ts";
import { productOf, ratioInterval, timeRatioInterval } from "./log_ratio.ts";
import { meanInterval, medianInterval, medianRatioInterval } from "./sample_intervals.ts";

const SIZES = [2, 9, 10, 50, 499, 2000];

const sampleOf = (k: Key, size: number, centre: number) => Array.from(normals(k, size), (z) => centre + z);

Deno.test.each(SIZES)(
  "intervals of %s values hold the truth",
  (size) => {
    const [a, b] = [sampleOf(foldIn(key(1), size), size, 10), sampleOf(foldIn(key(2), size), size, 20)];
    const width = 40 / Math.sqrt(size) + (size < 4 ? 100 : 0);
    for (
      const [name, { value, low, high }, truth] of [
        ["mean", meanInterval([a]), 10],
        ["ratio", ratioInterval([b], [a]), 2],
        ["median", medianInterval(a), 10],
        ["median ratio", medianRatioInterval(b, a), 2],
      ] as const
    ) {
      assert.ok(low <= value && value <= high, `${name}: ${low} ${value} ${high}`);
      assert.ok(high - low < width, `${name}: ${low} to ${high} is too wide`);
      if (size >= 10) assert.ok(low < truth * 1.1 && high > truth * 0.9, `${name}: ${low} to ${high}`);
    }
  },
);

Deno.test("one value has no interval; two seeds or more are the unit, one seed's values are its own", () => {
  assert.deepEqual(meanInterval([[3]]), { value: 3, low: 3, high: 3 });
  assert.ok(Number.isNaN(meanInterval([]).value));
  const seeds = [0, 10, 20, 30, 40].map((centre) => sampleOf(foldIn(key(3), centre), 100, centre));
  const whole = meanInterval(seeds);
  assert.ok(whole.high - whole.low > 20, "five seeds that differ make a wide interval");
  const two = meanInterval(seeds.slice(0, 2));
  assert.ok(two.high - two.low > 100, "two seeds say little");
  const one = meanInterval(seeds.slice(0, 1));
  assert.ok(one.high - one.low < 1);
});

Deno.test("pairing cancels what both share", () => {
  const shared = sampleOf(key(4), 100, 10).map((value) => value ** 2);
  const ratio = ratioInterval([shared.map((value) => 2 * value)], [shared]);
  assert.ok(Math.abs(ratio.low - 2) < 1e-9 && Math.abs(ratio.high - 2) < 1e-9);
});

/** Squared distances of scalar gradients of a given variance, and noisy times about a cost. */
function estimator(k: Key, { variance, cost, size = 60 }: { variance: number; cost: number; size?: number }) {
  return {
    variances: Array.from(normals(foldIn(k, 0), size), (z) => variance * z * z),
    costs: Array.from(normals(foldIn(k, 1), 31), (z) => cost * Math.exp(0.1 * z)),
  };
}

type Measured = ReturnType<typeof estimator>;

/** Variance × cost of one over that of the other, as the report has it. */
function workRatio(candidate: Measured, baseline: Measured): Interval {
  return productOf(
    ratioInterval([candidate.variances], [baseline.variances]),
    timeRatioInterval([candidate.costs], [baseline.costs]),
  );
}

Deno.test("four times less variance at two and a half times the cost: worth it", () => {
  const candidate = estimator(key(5), { variance: 1, cost: 2.5, size: 400 });
  const baseline = estimator(key(6), { variance: 4, cost: 1, size: 400 });
  const { value, low, high } = workRatio(candidate, baseline);
  assert.ok(low < 0.625 && 0.625 < high && high < 0.85, JSON.stringify({ value, low, high }));
});

Deno.test("averaging K draws of the baseline changes nothing", () => {
  const one = estimator(key(7), { variance: 1, cost: 2 });
  const four = {
    variances: one.variances.map((value) => value / 4),
    costs: one.costs.map((cost) => 4 * cost),
  };
  const { value, low, high } = workRatio(four, one);
  for (const end of [value, low, high]) assert.ok(Math.abs(end - 1) < 1e-12, `${end}`);
});

/** Share of `trials` whose interval holds the truth. */
function coverage(trials: number, truth: number, interval: (k: Key) => Interval): number {
  let hits = 0;
  for (let i = 0; i < trials; i++) {
    const { low, high } = interval(foldIn(key(8), i));
    if (low <= truth && truth <= high) hits++;
  }
  return hits / trials;
}

Deno.test("coverage of a work ratio, measured apart in variance and in cost", () => {
  const trials = 150;
  const covered = coverage(trials, 1.5, (k) =>
    workRatio(
      estimator(foldIn(k, 0), { variance: 1, cost: 3 }),
      estimator(foldIn(k, 1), { variance: 2, cost: 1 }),
    ));
  assert.ok(Math.abs(covered - 0.95) < 4 * Math.sqrt(0.05 * 0.95 / trials), `${covered}`);
});

for (const size of [9, 40, 500]) {
  Deno.test(`coverage of a mean and of a median of ${size} normal values`, () => {
    const trials = 200;
    const [ofMean, ofMedian] = [
      coverage(trials, 3, (k) => meanInterval([sampleOf(k, size, 3)])),
      coverage(trials, 3, (k) => medianInterval(sampleOf(k, size, 3))),
    ];
    const margin = 4 * Math.sqrt(0.05 * 0.95 / trials);
    assert.ok(Math.abs(ofMean - 0.95) < margin, `mean ${ofMean}`);
    // Order statistics are discrete: of few values they cover more.
    assert.ok(ofMedian > 0.95 - margin, `median ${ofMedian}`);
  });
}

Deno.test("draws with one key make a ratio sharper", () => {
  const noise = sampleOf(key(9), 200, 0).map((z) => z * z);
  const baseline = noise.map((value, i) => 3 * value + 0.01 * i / 200);
  const other = sampleOf(key(10), 200, 0).map((z) => 3 * z * z);
  const width = (bottom: readonly number[]) => {
    const { low, high } = ratioInterval([bottom], [noise]);
    return high - low;
  };
  assert.ok(width(baseline) < 0.1 * width(other), `${width(baseline)}, ${width(other)}`);
});

Deno.test("a median ratio pairs turns: a drift that both share leaves no width", () => {
  const drift = Array.from({ length: 30 }, (_, i) => 1 + i / 10);
  const { value, low, high } = medianRatioInterval(drift.map((time) => 2 * time), drift);
  assert.deepEqual([value, low, high], [2, 2, 2]);
  assert.equal(medianInterval(drift).value, median(drift));
});

// Conover (1999), table A3: of 16 values the 4th and the 13th, which cover 97.9 %; of 6 the ends, 96.9 %.
Deno.test.each<[number, [number, number]]>([
  [1, [1, 1]],
  [5, [1, 5]],
  [6, [1, 6]],
  [16, [4, 13]],
  [100, [40, 61]],
])("the median of 1 to %s has the interval %j", (count, [low, high]) => {
  const { low: from, high: to } = medianInterval(Array.from({ length: count }, (_, i) => i + 1));
  assert.deepEqual([from, to], [low, high]);
});

Deno.test("coverage of a median of skewed values is at least 95 %, and not far above for many", () => {
  const trials = 4000;
  const covered = (size: number) =>
    coverage(trials, 1, (k) => medianInterval(Array.from(normals(k, size), (z) => Math.exp(2 * z))));
  for (const size of [6, 20, 40]) {
    const found = covered(size);
    assert.ok(found > 0.95 - 3 * Math.sqrt(0.05 * 0.95 / trials), `${size}: ${found}`);
    assert.ok(found < (size < 10 ? 0.985 : 0.98), `${size}: ${found}`);
  }
});
