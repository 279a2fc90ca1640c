import assert from "node:assert/strict";
import { foldIn, key, normals } from "../../estimators/random/mod.ts";
import { type Estimate, exact, meanOf, studentOf, unknownError } from "./estimate.ts";
import {
  LOG_RATIO_MARGINS,
  outcomeOf,
  outcomesOf,
  RATIO_MARGINS,
  sidesOf,
  unitsToDecide,
} from "./outcome.ts";

Deno.test.each<[[number, number], string]>([
  [[0.5, 0.89], "less"],
  [[0.89, 0.99], "inconclusive"],
  [[0.91, 0.95], "equivalent"],
  [[0.9, 1 / 0.9], "equivalent"],
  [[1.05, 1.2], "inconclusive"],
  [[1.12, 9], "more"],
  [[0.1, 9], "inconclusive"],
  [[NaN, NaN], "inconclusive"],
])("a ratio within %j: %s", ([low, high], expected) => {
  assert.equal(outcomeOf({ low, high }, RATIO_MARGINS), expected);
});

Deno.test("the rule is monotone in precision: an interval inside another says what that one says", () => {
  const ends = [0.3, 0.85, 0.899, 0.9, 0.95, 0.99, 1, 1.05, 1.1, 1.105, 1.111, 1.112, 1.3, 4];
  const intervals = ends.flatMap((low) => ends.filter((high) => high >= low).map((high) => ({ low, high })));
  for (const outer of intervals) {
    const said = outcomeOf(outer, RATIO_MARGINS);
    if (said === "inconclusive") continue;
    for (const inner of intervals) {
      if (inner.low < outer.low || inner.high > outer.high) continue;
      assert.equal(outcomeOf(inner, RATIO_MARGINS), said, JSON.stringify({ outer, inner }));
    }
  }
});

Deno.test("a family of one says what its interval says", () => {
  const said = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const values = [...normals(foldIn(key(1), i), 6)].map((z) => (i % 3 - 1) * 0.3 + 0.02 * (1 + i % 7) * z);
    const estimate = meanOf(values);
    const [outcome] = outcomesOf([estimate], LOG_RATIO_MARGINS);
    assert.equal(outcome, outcomeOf(studentOf(estimate), LOG_RATIO_MARGINS), JSON.stringify(values));
    said.add(outcome ?? "");
    const { low, high } = studentOf(estimate);
    const side = high < 0.1 ? "below" : low > 0.1 ? "above" : "inconclusive";
    assert.deepEqual(sidesOf([estimate], 0.1), [side]);
  }
  assert.equal(said.size, 4, [...said].join());
});

Deno.test("a family of ten asks more of each: Holm", () => {
  const barely: Estimate = { value: Math.log(0.9) - 2.3, standardError: 1, degrees: 100 };
  assert.deepEqual(outcomesOf([barely], LOG_RATIO_MARGINS), ["less"]);
  const none = Array.from({ length: 9 }, () => ({ value: 0, standardError: 1, degrees: 100 }));
  assert.equal(outcomesOf([barely, ...none], LOG_RATIO_MARGINS)[0], "inconclusive");
  const sure = Array.from({ length: 9 }, () => ({ value: -9, standardError: 1, degrees: 100 }));
  assert.equal(outcomesOf([barely, ...sure], LOG_RATIO_MARGINS)[0], "less", "the others are rejected first");
});

Deno.test("what has no error decides; whose error is unknown does not", () => {
  assert.deepEqual(outcomesOf([exact(0), exact(-1), exact(1), unknownError(-1)], LOG_RATIO_MARGINS), [
    "equivalent",
    "less",
    "more",
    "inconclusive",
  ]);
  assert.deepEqual(sidesOf([exact(0), exact(1), unknownError(9)], 0.5), ["below", "above", "inconclusive"]);
});

Deno.test("so many units would decide: one fewer would not", () => {
  const estimate = { value: -0.3, standardError: 0.15, degrees: 4 };
  const units = unitsToDecide(estimate, { units: 5, margins: [-0.1, 0.1] }) ?? NaN;
  const half = (count: number) =>
    studentOf({ value: 0, standardError: 0.15 * Math.sqrt(5 / count), degrees: count - 1 }).high;
  assert.ok(half(units) < 0.2 && half(units - 1) >= 0.2, `${units}`);
  assert.equal(unitsToDecide({ ...estimate, value: -0.1 }, { units: 5, margins: [-0.1] }), undefined);
});
