import assert from "node:assert/strict";
import { foldIn, type Key, key, normals } from "../../estimators/random/mod.ts";
import { compareAtEqualCost, drawsForBudget, equalCostSamples } from "./equal_cost.ts";

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
  assert.equal(result.breakEven.estimate, result.breakEvenSamples);
  assert.ok(result.breakEven.lower < 4 && 4 < result.breakEven.upper, JSON.stringify(result.breakEven));
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

Deno.test("draws with one key make the break-even number sharper", () => {
  const noise = normals(key(5), 200).map((z) => z * z);
  const candidate = { variances: noise, costs: 1 };
  const baseline = { variances: noise.map((value, i) => 3 * value + 0.01 * i / 200), costs: 1 };
  const [together, apart] = [true, false].map((paired) => {
    const { breakEven } = compareAtEqualCost(candidate, baseline, { key: key(6), resamples: 500, paired });
    return breakEven.upper - breakEven.lower;
  });
  assert.ok(together! < 0.1 * apart!, `${together}, ${apart}`);
});

const budgets: [what: string, costs: Parameters<typeof drawsForBudget>[0], draws: number][] = [
  ["nothing shared: the ratio", { one: 2, several: 4, count: 2, budget: 7 }, 4],
  ["half of a draw shared: more draws for the same budget", { one: 2, several: 5, count: 4, budget: 7 }, 6],
  ["a budget below one draw", { one: 2, several: 3, count: 2, budget: 0.5 }, 1],
  ["more draws that seem free are priced like the first", { one: 2, several: 2, count: 4, budget: 6 }, 3],
  ["more draws dearer than the first too", { one: 2, several: 21, count: 4, budget: 6 }, 3],
  ["more than is allowed", { one: 1, several: 2, count: 2, budget: 1000, most: 8 }, 8],
];
for (const [what, costs, draws] of budgets) {
  Deno.test(`draws for a budget: ${what}`, () => assert.equal(drawsForBudget(costs), draws));
}

Deno.test("draws for a budget of nothing are refused", () => {
  assert.throws(
    () => drawsForBudget({ one: 1, several: 2, count: 2, budget: 0 }),
    /RangeError: cost "budget" is 0/,
  );
});
