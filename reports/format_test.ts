import assert from "node:assert/strict";
import { formatInterval, formatNumber, formatP, listing, plural } from "./format.ts";

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

Deno.test("an interval breaks before its bracket only", () => {
  assert.equal(formatInterval({ value: 0.5, low: 0.25, high: 1 }), "0.5 [0.25,\u00a01]");
});

Deno.test("words: lists, plurals, p-values", () => {
  assert.equal(listing([]), "");
  assert.equal(listing(["a"]), "a");
  assert.equal(listing(["a", "b", "c"]), "a, b and c");
  assert.equal(plural(1, "seed"), "1 seed");
  assert.equal(plural(3, "seed"), "3 seeds");
  assert.equal(formatP(0.00001), "< 0.001");
  assert.equal(formatP(0.25), "0.25");
});
