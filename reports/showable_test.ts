import assert from "node:assert/strict";
import { type FixtureFields, fixtureRecord } from "./testing/record.ts";
import { requireShowable } from "./showable.ts";

const variance = (values: number[]) => ({ name: "variance", unit: "1", values });
const record = (fields: Partial<FixtureFields>) =>
  fixtureRecord({ experiment: "cost", model: "mlp", estimator: "rt", ...fields });

Deno.test("what a run yields can be shown, tiny numbers and empty metrics too", () => {
  requireShowable(record({ metrics: [variance([1e-310, -0, 1e75]), variance([])] }));
});

Deno.test("a value whose square is no number, and a name that every object has, are refused in one line", () => {
  const large = record({ metrics: [variance([1, -1e308])] });
  assert.throws(
    () => requireShowable(large),
    /CommandError: record \S+ holds -1e\+308 as variance; wanted values up to/,
  );
  const odd = record({ model: "constructor" });
  assert.throws(
    () => requireShowable(odd),
    /CommandError: record \S+ is named "constructor", which no chart can show/,
  );
});
