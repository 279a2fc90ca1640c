import assert from "node:assert/strict";
import { type FixtureFields, fixtureRecord } from "./testing/record.ts";
import { showable } from "./showable.ts";

const variance = (values: number[]) => ({ name: "variance", unit: "1", values });
const record = (fields: Partial<FixtureFields>) =>
  fixtureRecord({ experiment: "cost", model: "mlp", estimator: "rt", ...fields });

Deno.test("records that hold something everywhere stay the same list", () => {
  const records = [record({ metrics: [variance([1e-310, -0, 1e75])] })];
  assert.equal(showable(records).records, records);
  assert.deepEqual(showable(records).notices, []);
});

Deno.test("a metric without values is left out, and told", () => {
  const records = [record({ metrics: [variance([]), variance([1])], timings: [variance([])] })];
  const { records: [shown], notices } = showable(records);
  assert.deepEqual([shown!.metrics, shown!.timings], [[variance([1])], []]);
  assert.deepEqual(notices, [
    `metrics without values are left out of 1 records, ${records[0]!.id} the first`,
  ]);
});

Deno.test("a value whose square is no number, and a name that every object has, are refused in one line", () => {
  const large = record({ metrics: [variance([1, -1e308])] });
  assert.throws(
    () => showable([large]),
    /CommandError: record \S+ holds -1e\+308 as variance; wanted values up to/,
  );
  const odd = record({ model: "constructor" });
  assert.throws(
    () => showable([odd]),
    /CommandError: record \S+ is named "constructor", which no chart can show/,
  );
});
