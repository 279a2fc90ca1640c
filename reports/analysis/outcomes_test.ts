import assert from "node:assert/strict";
import { fixtureRecord } from "../testing/fixtures.ts";
import { budgetInWords, isIdentical, outcomeWithUnit, withinRange } from "./outcomes.ts";
import { trainedRows } from "../experiments/replication/rows.ts";
import { curveRows, outcomeRows } from "../experiments/training/rows.ts";

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
  assert.equal(budgetInWords(budget), words);
});

Deno.test("a share has no unit; an unknown outcome keeps its name", () => {
  assert.deepEqual(["test-bound", "test-accuracy", "other"].map(outcomeWithUnit), [
    "test bound, nats",
    "test accuracy",
    "other",
  ]);
});

Deno.test("only an outcome that has a range is cut to it; only nothing at all is identical", () => {
  const wide = { value: 0.5, low: -1, high: 2 };
  assert.deepEqual(withinRange(wide, "test-accuracy"), { value: 0.5, low: 0, high: 1 });
  assert.deepEqual(withinRange(wide, "test-log-likelihood"), wide);
  assert.deepEqual(
    [{ value: 0, low: 0, high: 0 }, { value: 0, low: -1, high: 1 }, { value: 1, low: 1, high: 1 }].map(
      isIdentical,
    ),
    [true, false, false],
  );
});

Deno.test("two seeds' mean accuracy cannot exceed one, wherever it is shown", () => {
  const accuracy = (values: number[]) => [{ name: "test-accuracy", unit: "1", values }];
  const cell = (experiment: string, seed: number, values: number[]) =>
    fixtureRecord({
      ...{ experiment, model: "mlp", estimator: "rt", seed },
      options: { budget: "steps:10", part: "training", steps: 10 },
      metrics: accuracy(values),
    });
  const trained = [cell("training", 0, [0.02, 0.99]), cell("training", 1, [0.08, 0.95])];
  const [first, last] = curveRows(trained).map(({ result }) => result);
  assert.equal(first?.low, 0);
  assert.equal(last?.high, 1);
  assert.ok(last!.low < 0.9 && last!.value < 1, "the rest of the interval is as it was");
  assert.equal(outcomeRows(trained)[0]?.result.high, 1);
  const replicated = [cell("replication", 0, [0.99]), cell("replication", 1, [0.95])];
  assert.equal(trainedRows(replicated)[0]?.ours.high, 1);
});
