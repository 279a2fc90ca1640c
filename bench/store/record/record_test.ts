import assert from "node:assert/strict";
import * as v from "valibot";
import { MetricSchema, RecordSchema } from "./record.ts";
import { testRecord } from "../testing.ts";

const RIGHT = { name: "variance", unit: "1", values: [1, 2.5] };

Deno.test.each<[string, unknown, boolean]>([
  ["fewest fields", RIGHT, true],
  ["every field", { ...RIGHT, layer: "dense1", block: "scale", at: { step: 3, kind: "a" } }, true],
  ["no values", { ...RIGHT, values: [] }, true],
  ["an unknown field", { ...RIGHT, value: 1 }, false],
  ["a missing unit", { name: "variance", values: [] }, false],
  ["a name that is a number", { ...RIGHT, name: 1 }, false],
  ["a layer that is null", { ...RIGHT, layer: null }, false],
  ["a layer that is undefined", { ...RIGHT, layer: undefined }, false],
  ["a block that is undefined", { ...RIGHT, block: undefined }, false],
  ["a place that is undefined", { ...RIGHT, at: undefined }, false],
  ["a place that is null", { ...RIGHT, at: null }, false],
  ["a place with a truth value", { ...RIGHT, at: { step: true } }, false],
  ["a place that is infinite", { ...RIGHT, at: { step: Infinity } }, false],
  ["a value that is not finite", { ...RIGHT, values: [1, NaN] }, false],
  ["the smallest and the largest values", { ...RIGHT, values: [5e-324, -0, 1e308] }, true],
  ["values that are texts", { ...RIGHT, values: ["1"] }, false],
  ["a list", [], false],
  ["null", null, false],
])("a metric with %s: the quick look and the schema agree", (_, metric, right) => {
  assert.equal(v.is(MetricSchema, metric), right);
  for (const field of ["metrics", "timings"]) {
    assert.equal(v.is(RecordSchema, { ...testRecord("a"), [field]: [RIGHT, metric] }), right, field);
  }
});

Deno.test("what is wrong in a metric is named with its path", () => {
  const { issues } = v.safeParse(RecordSchema, {
    ...testRecord("a"),
    metrics: [RIGHT, { ...RIGHT, unit: 2 }],
  });
  assert.equal(v.getDotPath(issues![0]), "metrics.1.unit");
});
