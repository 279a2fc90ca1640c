import assert from "node:assert/strict";
import { foldIn, key, normals } from "../../estimators/random/mod.ts";
import { fitPowerLaw } from "./fit.ts";

const sizes = [8, 16, 32, 64, 128, 256];

Deno.test("coverage of the exponent's interval under log-normal scatter", () => {
  const trials = 1000;
  let hits = 0;
  for (let i = 0; i < trials; i++) {
    const noise = normals(foldIn(key(1), i), sizes.length);
    const { exponent } = fitPowerLaw(
      sizes,
      sizes.map((x, k) => 5 * x ** 1.5 * Math.exp(0.2 * (noise[k] as number))),
    );
    if (exponent.lower <= 1.5 && 1.5 <= exponent.upper) hits++;
  }
  assert.ok(Math.abs(hits / trials - 0.95) < 4 * Math.sqrt(0.05 * 0.95 / trials), `${hits}`);
});

Deno.test("an exact law has an interval of no width and explains everything", () => {
  const { exponent, factor, r2 } = fitPowerLaw(sizes, sizes.map((x) => 3 / x));
  assert.ok(Math.abs(exponent.estimate + 1) < 1e-12 && exponent.upper - exponent.lower < 1e-6);
  assert.ok(Math.abs(factor - 3) < 1e-12 && Math.abs(r2 - 1) < 1e-12);
});

Deno.test("scatter shows in r2", () => {
  const { r2, exponent } = fitPowerLaw([1, 2, 4, 8], [1, 1, 1, 1].map((_, i) => i % 2 === 0 ? 1 : 10));
  assert.ok(r2 < 0.5 && exponent.lower < 0 && exponent.upper > 0);
});

for (
  const [call, message] of [
    [() => fitPowerLaw([1, 2], [1, 2]), /needs at least 3 values, got 2/],
    [() => fitPowerLaw([1, 2, 3], [1, 2]), /3 values of x but 2 of y/],
    [() => fitPowerLaw([1, 0, 3], [1, 2, 3]), /x\[1\] is 0/],
    [() => fitPowerLaw([1, 2, 3], [1, 2, NaN]), /y\[2\] is NaN/],
    [() => fitPowerLaw([2, 2, 2], [1, 2, 3]), /x does not vary/],
  ] as const
) {
  Deno.test(`bad input: ${message.source}`, () => {
    assert.throws(call, (error: Error) => error instanceof RangeError && message.test(error.message));
  });
}
