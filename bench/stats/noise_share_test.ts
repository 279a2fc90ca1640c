import assert from "node:assert/strict";
import { foldIn, key, normals } from "../../estimators/random/mod.ts";
import { mean, sum } from "./moments.ts";
import { noiseShare, payingShares, pays, thresholdInterval, totalRatio } from "./noise_share.ts";

/** Variance of a population, all of whose members are given. */
function spread(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}

Deno.test("the identity: 1 − s(1 − r) is the ratio of total variances, whatever the gradients", () => {
  // All pairs of 40 minibatches and 30 draws each: the expectations are exact, so is the law of total variance.
  const minibatches = [...normals(key(1), 40)].map((z) => 3 * z + z ** 2);
  const draws = (seed: number, scale: number) =>
    minibatches.map((_, b) => {
      const noise = [...normals(foldIn(key(seed), b), 30)].map((z) => scale * z * (1 + b / 20));
      const centre = sum(noise) / noise.length;
      return noise.map((value) => value - centre);
    });
  const split = (noise: readonly (readonly number[])[]) => ({
    total: spread(minibatches.flatMap((value, b) => (noise[b] ?? []).map((own) => value + own))),
    noise: mean(noise.map(spread)),
    data: spread(minibatches),
  });
  for (const [scale, ofRt] of [[0.3, 1], [2, 1], [1, 0.01]] as const) {
    const [own, rt] = [split(draws(2, scale)), split(draws(3, ofRt))];
    const found = totalRatio({ share: noiseShare(rt), noiseRatio: own.noise / rt.noise });
    assert.ok(Math.abs(found / (own.total / rt.total) - 1) < 1e-12, `${found} ${own.total / rt.total}`);
  }
});

Deno.test("at equal steps no estimator goes below 1 − s", () => {
  for (const share of [0, 0.04, 0.5, 1]) {
    for (const noiseRatio of [0, 0.1, 0.9]) assert.ok(totalRatio({ share, noiseRatio }) >= 1 - share);
  }
  assert.equal(totalRatio({ share: 0.25, noiseRatio: 0 }), 0.75);
});

Deno.test("an estimator pays exactly where its total variance × time is less than RT's", () => {
  const grid = [0.02, 0.3, 0.7, 1, 1.4, 3];
  let [yes, no] = [0, 0];
  for (const noiseRatio of [0, ...grid]) {
    for (const timeRatio of grid) {
      for (let share = 0.005; share < 1; share += 0.01) {
        const less = timeRatio * totalRatio({ share, noiseRatio }) < 1;
        assert.equal(pays(share, { noiseRatio, timeRatio }), less, `${share} ${noiseRatio} ${timeRatio}`);
        less ? yes++ : no++;
      }
    }
  }
  assert.ok(yes > 100 && no > 100, `${yes} ${no}`);
  assert.deepEqual(payingShares({ noiseRatio: 0.5, timeRatio: 1 }), { above: 0, below: Infinity });
});

Deno.test("the threshold's interval lies within the corners of both, and reaches Infinity with them", () => {
  const [r, c] = [{ value: 0.5, low: 0.4, high: 0.6 }, { value: 1.2, low: 1.15, high: 1.25 }];
  const { value, low, high } = thresholdInterval(r, c);
  assert.ok(Math.abs(value - 1 / 3) < 1e-12);
  const corner = (end: "low" | "high") => (1 - 1 / c[end]) / (1 - r[end]);
  assert.ok(corner("low") < low && low < value && value < high && high < corner("high"));
  assert.equal(thresholdInterval({ ...r, high: 1.1 }, c).high, Infinity);
  assert.equal(thresholdInterval({ value: 1.1, low: 0.5, high: 2 }, c).value, Infinity);
  assert.ok(thresholdInterval({ value: 1.1, low: 0.5, high: 2 }, c).low < 0.3);
});

Deno.test("variances and ratios that are none are refused", () => {
  assert.throws(() => noiseShare({ noise: 0, data: 0 }), /RangeError: the total variance is 0/);
  assert.throws(() => payingShares({ noiseRatio: 1, timeRatio: 0 }), /RangeError: .* must be positive/);
});
