import assert from "node:assert/strict";
import { budgetInWords, readBudget } from "./budget.ts";

Deno.test.each([
  ["steps:1500", "1500 steps"],
  ["time:45s", "45 s"],
  ["time:250ms", "250 ms"],
  ["time:30min", "30 min"],
  ["time:1h30m", "1 h 30 min"],
  ["flops:2e12", "2e12 FLOPs"],
  ["samples:1e6", "1e6 samples"],
  ["until dawn", "until dawn"],
])("budget %s reads %s", (budget, words) => {
  assert.equal(budgetInWords(readBudget(budget)), words);
});
