import assert from "node:assert/strict";
import { isPlain } from "../../look/series.ts";
import { fixtureRecord, fixtureRecords } from "../fixtures.ts";
import { trainingRows } from "./rows.ts";

Deno.test("the fixtures' known difference comes back, with every evaluation", () => {
  const { outcomes, curves } = trainingRows(fixtureRecords({ only: ["training"] }));
  const { difference } = outcomes.find((row) =>
    row.subject === "vae2" && row.budget.text === "steps:300" && isPlain(row, "r2g2")
  )!;
  assert.ok(Math.abs(difference!.interval.value / 0.8 - 1) < 0.5);
  assert.equal(difference!.smallestP, 2 / 2 ** 6);
  assert.equal(
    curves.filter((row) => row.subject === "vae2" && row.budget.text === "steps:300").length,
    14,
  );
});

Deno.test("two seeds' mean accuracy cannot exceed one", () => {
  const cell = (seed: number, values: number[]) =>
    fixtureRecord({
      ...{ experiment: "training", model: "mlp", estimator: "rt", seed, options: { budget: "steps:10" } },
      metrics: [{ name: "test-accuracy", unit: "1", values }],
    });
  const { curves, outcomes } = trainingRows([cell(0, [0.02, 0.99]), cell(1, [0.08, 0.95])]);
  const [first, last] = curves.map(({ result }) => result);
  assert.equal(first?.low, 0);
  assert.equal(last?.high, 1);
  assert.ok(last!.low < 0.9 && last!.value < 1, "the rest of the interval is as it was");
  assert.equal(outcomes[0]?.result.high, 1);
});
