import assert from "node:assert/strict";
import { foldIn, type Key, key, normals } from "../../estimators/random/mod.ts";
import { detectableBias, drawsToDetect } from "./detectable_bias.ts";
import { unbiasednessTest } from "./unbiasedness.ts";

// The figures for N at power .999: (z_{α/2D} + z_β)²/δ².
const designs: [coordinates: number, familyErrorRate: number, bias: number, draws: number][] = [
  [100, 0.01, 0.1, 4.9e3],
  [100, 0.01, 0.03, 54e3],
  [1e4, 0.01, 0.1, 6.4e3],
  [1e4, 0.01, 0.03, 71e3],
  [1e6, 1e-6, 0.1, 10.4e3],
];
for (const [coordinates, familyErrorRate, bias, draws] of designs) {
  Deno.test(`${coordinates} coordinates at ${familyErrorRate}: a bias of ${bias} sd takes ${draws} draws`, () => {
    const design = { coordinates, familyErrorRate, power: 0.999 };
    const needed = drawsToDetect(bias, design);
    assert.ok(Math.abs(needed - draws) < 0.01 * draws, `${needed}`);
    assert.ok(Math.abs(detectableBias(needed, design) - bias) < 0.002 * bias);
  });
}

Deno.test("size: an unbiased estimator is rejected as often as the family error rate says", () => {
  const options = { familyErrorRate: 0.05 };
  const trials = 2000;
  const rejections = count(
    trials,
    (k) => unbiasednessTest(rows(k, { n: 12, d: 10 }), zeros(10), options).rejected,
  );
  // 1 − (1 − α/D)^D = .0489 for independent coordinates; ±4 standard errors
  assert.ok(Math.abs(rejections / trials - 0.0489) < 4 * Math.sqrt(0.0489 * 0.951 / trials), `${rejections}`);
});

for (const [power, n] of [[0.9, 60], [0.9, 15], [0.5, 25], [0.999, 60]] as const) {
  Deno.test(`power: ${n} draws find the detectable bias with chance ${power}`, () => {
    const options = { familyErrorRate: 0.01, power };
    const bias = detectableBias(n, { coordinates: 10, familyErrorRate: 0.01, power });
    const trials = 2000;
    const found = count(trials, (k) => {
      const { rejected, detectableBias } = unbiasednessTest(rows(k, { n, d: 10, bias }), zeros(10), options);
      assert.equal(detectableBias, bias);
      return rejected;
    });
    // The other nine coordinates add at most α; the approximation of the noncentral t about as much.
    const error = 4 * Math.sqrt(power * (1 - power) / trials);
    assert.ok(found / trials > power - error - 0.01 && found / trials < power + error + 0.02, `${found}`);
  });
}

Deno.test("a biased coordinate is named", () => {
  const result = unbiasednessTest(rows(key(5), { n: 400, d: 7, bias: 1 }), zeros(7));
  assert.ok(result.rejected);
  assert.deepEqual([result.worst.index, result.rejectedCoordinates, result.constantCoordinates], [0, 1, 0]);
  assert.ok(Math.abs(result.worst.statistic - result.worst.mean / result.worst.standardError) < 1e-2);
  assert.equal(result.worst.adjustedP, result.minAdjustedP);
  assert.equal(result.adjustedP[0], result.minAdjustedP);
});

Deno.test("constant coordinates are compared within float tolerance", () => {
  const constant = (value: number) => Array.from({ length: 10 }, (_, i) => [value, i]);
  const test = (value: number, reference: number) => unbiasednessTest(constant(value), [reference, 4.5]);
  assert.ok(!test(Math.fround(0.1), 0.1).rejected);
  assert.ok(!test(0, 0).rejected);
  assert.ok(test(0.1001, 0.1).rejected);
  assert.equal(test(0.1001, 0.1).worst.statistic, Infinity);
  assert.equal(test(0.1, 0.1).constantCoordinates, 1);
  assert.ok(test(1e-9, 0).rejected); // no scale is given by which this would be small
  assert.ok(!unbiasednessTest(constant(1e-9), [0, 4.5], { absoluteTolerance: 1e-8 }).rejected);
});

Deno.test("rounding jitter about a constant is not taken for a bias", () => {
  const jitter = Array.from({ length: 1000 }, (_, i) => [1 + (i % 2 + 1) * 2 ** -23]);
  assert.ok(!unbiasednessTest(jitter, [1]).rejected);
  assert.ok(unbiasednessTest(jitter, [1], { tolerance: 0 }).rejected);
});

Deno.test("paired draws find a bias that independent ones cannot", () => {
  const [n, d] = [200, 5];
  const biased = () => rows(key(8), { n, d, bias: 0.01, jitter: 0.01 });
  const paired = unbiasednessTest(biased(), { samples: rows(key(8), { n, d }), paired: true });
  const independent = unbiasednessTest(biased(), { samples: rows(key(9), { n, d }), paired: false });
  assert.ok(paired.rejected && paired.worst.index === 0);
  assert.ok(!independent.rejected);
});

Deno.test("size of Welch's test with unequal variances and sizes", () => {
  const trials = 1500;
  const rejections = count(trials, (k) => {
    const noisy = rows(foldIn(k, 1), { n: 8, d: 1, scale: 5 });
    return unbiasednessTest(rows(foldIn(k, 2), { n: 30, d: 1 }), { samples: noisy, paired: false }, {
      familyErrorRate: 0.05,
    }).rejected;
  });
  assert.ok(Math.abs(rejections / trials - 0.05) < 4 * Math.sqrt(0.05 * 0.95 / trials), `${rejections}`);
});

Deno.test("batches: fewer units, the detectable bias still in units of one draw", () => {
  const one = unbiasednessTest(rows(key(2), { n: 4000, d: 3 }), zeros(3));
  const batched = unbiasednessTest(rows(key(2), { n: 4005, d: 3 }), zeros(3), { batch: 10 });
  assert.equal(batched.draws, 4000);
  assert.ok(Math.abs(batched.detectableBias / one.detectableBias - 1) < 0.05);
  assert.ok(
    Math.abs(batched.worst.mean - unbiasednessTest(rows(key(2), { n: 4000, d: 3 }), zeros(3)).worst.mean) <
      1e-12,
  );
});

const pairs = { samples: [[1, 2]], paired: true };
for (
  const [call, message] of [
    [() => unbiasednessTest([[1, 2], [1, NaN]], [0, 0]), /draw 1 is NaN at coordinate 1/],
    [() => unbiasednessTest([[1], [2]], [NaN]), /the reference is NaN at coordinate 0/],
    [() => unbiasednessTest([[1], [2]], [0, 0]), /the reference has 2 coordinates, the draws have 1/],
    [() => unbiasednessTest([[1]], [0]), /needs at least 2 draws, got 1/],
    [() => unbiasednessTest([[1, 2], [3, 4]], pairs), /paired draws need as many reference draws as draws/],
    [() => unbiasednessTest([[1], [2]], [0], { batch: 0 }), /batch is 0/],
    [() => unbiasednessTest([[1], [2]], [0], { familyErrorRate: 0 }), /familyErrorRate is 0/],
    [() => unbiasednessTest([[1], [2]], [0], { power: 1 }), /power is 1/],
  ] as const
) {
  Deno.test(`bad input: ${message.source}`, () => {
    assert.throws(call, (error: Error) => error instanceof RangeError && message.test(error.message));
  });
}

interface RowOptions {
  readonly n: number;
  readonly d: number;
  /** Added to coordinate 0. */
  readonly bias?: number;
  readonly scale?: number;
  /** Standard deviation of further noise, of its own key. */
  readonly jitter?: number;
}

function* rows(k: Key, { n, d, bias = 0, scale = 1, jitter = 0 }: RowOptions): Generator<Float64Array> {
  const all = normals(k, n * d);
  const more = normals(foldIn(k, 1), n * d);
  for (let i = 0; i < n; i++) {
    const row = Float64Array.from(
      { length: d },
      (_, j) => scale * (all[i * d + j] as number) + jitter * (more[i * d + j] as number),
    );
    row[0] = (row[0] as number) + bias;
    yield row;
  }
}

function zeros(size: number): Float64Array {
  return new Float64Array(size);
}

function count(trials: number, trial: (k: Key) => boolean): number {
  return Array.from({ length: trials }, (_, i) => Number(trial(foldIn(key(11), i)))).reduce((a, b) => a + b);
}
