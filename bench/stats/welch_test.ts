import assert from "node:assert/strict";
import { foldIn, type Key, key, normals } from "../../estimators/random/mod.ts";
import { studentTwoSided } from "./distributions.ts";
import { studentInterval } from "./interval.ts";
import { exponential, welchInterval } from "./welch.ts";

Deno.test("one source is Student's interval", () => {
  const values = [1, 4, 2, 6, 3];
  const { value, low, high } = welchInterval([{ values }]);
  const student = studentInterval(values);
  for (const [a, b] of [[value, student.value], [low, student.low], [high, student.high]] as const) {
    assert.ok(Math.abs(a - b) < 1e-12, `${a} ${b}`);
  }
  const doubled = welchInterval([{ values, weight: 2 }]);
  assert.ok(Math.abs(doubled.high - 2 * high) < 1e-12 && doubled.degrees === 4);
});

// Welch's example in R: t.test(extra ~ group, data = sleep) gives t = −1.8608, df = 17.776, p = .07939,
// interval −3.3654832 to .2054832.
Deno.test("two sources: the published comparison of the sleep data", () => {
  const [one, two] = [
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
  ] as const;
  const found = welchInterval([{ values: one }, { values: two, weight: -1 }]);
  assert.ok(Math.abs(found.degrees - 17.776) < 5e-4, `${found.degrees}`);
  assert.ok(Math.abs(found.p - 0.07939) < 5e-6 && Math.abs(found.low + 3.3654832) < 5e-7);
  assert.ok(Math.abs(found.high - 0.2054832) < 5e-7);
  assert.equal(found.p, studentTwoSided(found.value / found.standardError, found.degrees));
});

Deno.test("sources without spread have no width, and decide alone", () => {
  const same = welchInterval([{ values: [2, 2, 2] }, { values: [-1, -1] }]);
  assert.deepEqual([same.value, same.low, same.high, same.p, same.degrees], [1, 1, 1, 0, 2]);
  assert.equal(welchInterval([{ values: [0, 0] }]).p, 1);
});

Deno.test("an error that no source shows widens the interval in quadrature", () => {
  const made = (hidden: number) => welchInterval([{ values: [1, 4, 2, 6, 3] }], { hidden });
  const [plain, widened] = [made(0), made(3)];
  const error = plain.standardError;
  const widths = [plain, widened].map(({ low, high }) => high - low) as [number, number];
  assert.ok(Math.abs(widths[1] / widths[0] - Math.hypot(error, 3) / error) < 1e-12);
  assert.ok(widened.p > plain.p);
});

Deno.test("coverage of a log ratio over 5 seeds plus one over 10 processes, whichever varies more", () => {
  const trials = 4000;
  const covered = (spread: number) => {
    let hits = 0;
    for (let i = 0; i < trials; i++) {
      const k: Key = foldIn(key(7), i);
      const seeds = [...normals(foldIn(k, 0), 5)];
      const processes = [...normals(foldIn(k, 1), 10)].map((z) => spread * z);
      const { low, high } = welchInterval([{ values: seeds }, { values: processes }]);
      if (low <= 0 && 0 <= high) hits++;
    }
    return hits / trials;
  };
  for (const spread of [0.1, 1, 10]) {
    const found = covered(spread);
    assert.ok(Math.abs(found - 0.95) < 0.01 + 3 * Math.sqrt(0.05 * 0.95 / trials), `${spread}: ${found}`);
  }
});

Deno.test("ratios from logarithms; bad input is refused", () => {
  assert.deepEqual(exponential({ value: 0, low: -Infinity, high: Infinity }), {
    value: 1,
    low: 0,
    high: Infinity,
  });
  assert.throws(() => welchInterval([]), /RangeError: a sum of means needs at least 1/);
  assert.throws(() => welchInterval([{ values: [1] }]), /RangeError: Student's interval needs at least 2/);
  assert.throws(() => welchInterval([{ values: [1, NaN] }]), /RangeError: a mean is NaN/);
});
