import assert from "node:assert/strict";
import type { Outcome } from "./worth.ts";
import { countOf, tally } from "./tally.ts";

const repeat = (kind: Outcome, count: number) => Array.from({ length: count }, () => kind);

Deno.test.each<[Outcome[], string]>([
  [
    [...repeat("no difference", 7), ...repeat("yes", 3)],
    "A has less variance than B in 3 of 10 comparisons and does not differ in 7",
  ],
  [
    ["inconclusive", "no", "no difference", "yes"],
    "A has less variance than B in 1 of 4 comparisons, more in 1, does not differ in 1 and is inconclusive in 1",
  ],
  [repeat("yes", 3), "A has less variance than B in all 3 comparisons"],
  [["no"], "A has more variance than B in the only comparison"],
  [repeat("no difference", 2), "A does not differ in variance from B in both comparisons"],
  [repeat("inconclusive", 4), "A is not told apart from B in all 4 comparisons"],
  [["no", "inconclusive"], "A has more variance than B in 1 of 2 comparisons and is inconclusive in 1"],
  [[], ""],
])("%j in words", (outcomes, words) => {
  assert.equal(tally(outcomes, { subject: "A", other: "B" }), words);
  assert.doesNotMatch(words, /in 0\b/);
});

Deno.test("a count of all", () => {
  assert.equal(countOf(1, { of: 2, noun: "block" }), "1 of 2 blocks");
});
