import assert from "node:assert/strict";
import { drawsForBudget } from "./draws_for_budget.ts";

const budgets: [what: string, costs: Parameters<typeof drawsForBudget>[0], draws: number][] = [
  ["nothing shared: the ratio", { one: 2, several: 4, count: 2, budget: 7 }, 4],
  ["half of a draw shared: more draws for the same budget", { one: 2, several: 5, count: 4, budget: 7 }, 6],
  ["a budget below one draw", { one: 2, several: 3, count: 2, budget: 0.5 }, 1],
  ["more draws that seem free are priced like the first", { one: 2, several: 2, count: 4, budget: 6 }, 3],
  ["further draws that cost more than the first", { one: 2, several: 21, count: 4, budget: 6 }, 3],
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
