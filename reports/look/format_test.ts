import assert from "node:assert/strict";
import { formatInterval, formatNumber, formatOverRt, formatP, listing, plural, statedP } from "./format.ts";

Deno.test.each([
  [0, "0"],
  [1, "1"],
  [0.04567, "0.0457"],
  [-0.04567, "−0.0457"],
  [1234.5, "1235"],
  [999_999, "999999"],
  [1_234_567, "1.23e6"],
  [0.00012, "1.2e−4"],
  [1e-7, "1e−7"],
  [0.9999, "1"],
  [100, "100"],
  [NaN, "n/a"],
  [Infinity, "∞"],
  [-Infinity, "−∞"],
])("formatNumber %s", (value, expected) => assert.equal(formatNumber(value), expected));

Deno.test.each<[name: string, value: number, low: number, high: number, digits: number, expected: string]>([
  ["ends that two digits do not tell apart", 1.06, 1.041, 1.094, 2, "1.06 [1.04, 1.09]"],
  ["ends on either side of one", 1.03, 0.973, 1.082, 2, "1.03 [0.97, 1.08]"],
  ["the same decimals", 1.99, 1.98, 2.0012, 3, "1.99 [1.98, 2.00]"],
  ["wider ones", 0.5, 0.25, 1, 3, "0.50 [0.25, 1.00]"],
  ["no more digits than the width has", -0.0004, -0.5, 0.6, 3, "0.00 [−0.50, 0.60]"],
  ["large numbers", 1234.5, 1200, 1270, 3, "1235 [1200, 1270]"],
  ["narrow ones far from zero", -110.1234, -110.1252, -110.1216, 4, "−110.123 [−110.125, −110.122]"],
  ["wide ones", 15.3, 2.1, 88, 3, "15 [2, 88]"],
  ["an end near zero", 0.01, 0.00012, 5, 3, "0.01 [1.2e−4, 5]"],
  ["tiny ones", 1.21e-7, 1.1e-7, 1.3e-7, 3, "1.21e−7 [1.10e−7, 1.30e−7]"],
  ["huge ones", 2.5e6, 2.4e6, 2.65e6, 3, "2.50e6 [2.40e6, 2.65e6]"],
  ["rounding is no width", 1, 1 - 1e-7, 1 + 1e-7, 3, "1"],
  ["a point", 108, 108, 108, 3, "108"],
  ["no number", NaN, NaN, NaN, 3, "n/a [n/a, n/a]"],
])("interval: %s", (_name, value, low, high, digits, expected) => {
  assert.equal(formatInterval({ value, low, high }, digits), expected.replace(/, /, ",\u00a0"));
});

Deno.test.each<[low: number, high: number, expected: string]>([
  [1, 1, "1 (exactly RT)"],
  [0.99995, 1.00002, "1 (exactly RT)"],
  [0.999, 1.002, "1.000 [0.999,\u00a01.002]"],
])("a ratio to RT from %d to %d", (low, high, expected) => {
  assert.equal(formatOverRt({ value: 1, low, high }), expected);
});

Deno.test("words: lists, plurals, p-values", () => {
  assert.equal(listing([]), "");
  assert.equal(listing(["a"]), "a");
  assert.equal(listing(["a", "b", "c"]), "a, b and c");
  assert.equal(plural(1, "seed"), "1 seed");
  assert.equal(plural(3, "seed"), "3 seeds");
  assert.equal(formatP(0.00001), "< 0.001");
  assert.equal(formatP(0.25), "0.25");
  assert.equal(statedP(0.00001), "p < 0.001");
  assert.equal(statedP(1), "p = 1");
});
