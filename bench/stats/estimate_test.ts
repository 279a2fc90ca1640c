import assert from "node:assert/strict";
import { exact, meanOf, pOf, studentOf, sumOf, unknownError } from "./estimate.ts";
import { studentInterval } from "./interval.ts";

Deno.test("a mean is Student's; one value has an unknown error", () => {
  const values = [1, 4, 2, 6, 3];
  const { low, high } = studentOf(meanOf(values), { level: 0.9 });
  const known = studentInterval(values, { level: 0.9 });
  assert.ok(Math.abs(low - known.low) < 1e-12 && Math.abs(high - known.high) < 1e-12);
  assert.deepEqual(meanOf([3]), unknownError(3));
  assert.deepEqual(studentOf(meanOf([3])), { value: 3, low: 3, high: 3 });
});

Deno.test("an unknown error decides nothing; no error decides alone, up to rounding", () => {
  assert.equal(pOf(unknownError(5)), 1);
  assert.equal(pOf({ value: NaN, standardError: 1, degrees: 3 }), 1);
  assert.equal(pOf(exact(0.1)), 0);
  assert.equal(pOf(exact(2), 2), 1);
  assert.equal(pOf({ value: 5e-5, standardError: 1e-8, degrees: 9 }), 1, "float32's rounding");
});

Deno.test("p is below 5 % exactly where the 95 % interval leaves the number out", () => {
  for (const values of [[1, 2, 4, 3], [0.2, 1.5, -0.3, 2], [-3, -1, -2.2, -1.4, -0.2]]) {
    const estimate = meanOf(values);
    const { low, high } = studentOf(estimate);
    for (const number of [-4, -1, 0, 1, 2.5]) {
      assert.equal(pOf(estimate, number) < 0.05, number < low || number > high, `${values} ${number}`);
    }
  }
});

Deno.test("a sum has Satterthwaite's degrees of freedom, between the least and the total", () => {
  const part = (standardError: number, degrees: number) => ({ value: 1, standardError, degrees });
  assert.ok(Math.abs(sumOf([part(1, 4), part(1, 4)]).degrees - 8) < 1e-12);
  assert.ok(Math.abs(sumOf([part(1, 4), part(1e-6, 50)]).degrees - 4) < 1e-9);
  assert.equal(sumOf([part(1, 4), exact(3)]).degrees, 4);
  assert.equal(sumOf([exact(1), exact(3)]).degrees, Infinity);
  assert.equal(sumOf([part(1, 4), unknownError(3)]).degrees, 0);
  const weighted = sumOf([{ ...part(2, 4), weight: 0.5 }, { ...part(3, 4), weight: -1 }]);
  assert.deepEqual([weighted.value, weighted.standardError], [-0.5, Math.hypot(1, 3)]);
});
