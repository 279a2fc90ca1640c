import assert from "node:assert/strict";
import { foldIn, type Key, key, normals } from "../../estimators/random/mod.ts";
import { compareAtEqualCost, equalCostSamples } from "./equal_cost.ts";

/** Squared distances of scalar gradients of a given variance, and noisy times about a cost. */
function estimator(k: Key, { variance, cost }: { variance: number; cost: number }) {
  return {
    variances: normals(k, 400).map((z) => variance * z * z),
    costs: normals(foldIn(k, 1), 31).map((z) => cost * Math.exp(0.1 * z)),
  };
}

Deno.test("four times less variance at twice the cost: worth it, and break-even at four draws", () => {
  const result = compareAtEqualCost(
    estimator(key(1), { variance: 1, cost: 2.5 }),
    estimator(key(2), { variance: 4, cost: 1 }),
    { key: key(3) },
  );
  const { workNormalisedRatio: ratio } = result;
  assert.equal(result.samples, 2);
  assert.ok(Math.abs(result.costRatio - 2.5) < 0.2);
  assert.ok(Math.abs(result.breakEvenSamples - 4) < 1);
  assert.ok(Math.abs(ratio.estimate - result.costRatio / result.breakEvenSamples) < 1e-12);
  assert.ok(ratio.lower < 0.625 && 0.625 < ratio.upper && ratio.upper < 0.85, JSON.stringify(ratio));
});

Deno.test("averaging K draws of the baseline changes nothing", () => {
  const one = { variances: [3, 1, 4, 1, 5], costs: 2 };
  const four = { variances: one.variances.map((value) => value / 4), costs: 8 };
  const { workNormalisedRatio, costRatio } = compareAtEqualCost(four, one, { key: key(0) });
  assert.equal(workNormalisedRatio.estimate, 1);
  assert.equal(costRatio, 4);
});

Deno.test("the ratio's interval covers the truth", () => {
  const trials = 150;
  let hits = 0;
  for (let i = 0; i < trials; i++) {
    const k = foldIn(key(7), i);
    const candidate = { variances: normals(foldIn(k, 0), 60).map((z) => z * z), costs: 3 };
    const baseline = { variances: normals(foldIn(k, 1), 60).map((z) => 2 * z * z), costs: 1 };
    const { lower, upper } =
      compareAtEqualCost(candidate, baseline, { key: k, level: 0.9, resamples: 200 }).workNormalisedRatio;
    if (lower <= 1.5 && 1.5 <= upper) hits++;
  }
  assert.ok(Math.abs(hits / trials - 0.89) < 4 * Math.sqrt(0.1 * 0.9 / trials), `${hits}`);
});

for (
  const [ratio, samples] of [[0.3, 1], [1, 1], [2.999, 2], [0.1 * 3 / 0.1, 3], [2.9999999999, 3]] as const
) {
  Deno.test(`at ${ratio} times the cost RT has ${samples} draws`, () => {
    assert.equal(equalCostSamples(ratio), samples);
  });
}

Deno.test("a cost of zero is refused", () => {
  assert.throws(() => equalCostSamples(0), /RangeError: cost ratio is 0/);
});
