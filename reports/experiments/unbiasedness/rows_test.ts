import assert from "node:assert/strict";
import { fixtureRecord } from "../fixtures.ts";
import { unbiasednessRows } from "./rows.ts";

Deno.test("constants within rounding have z = 0, beyond it they are infinitely far", () => {
  const make = (value: number) =>
    unbiasednessRows([fixtureRecord({
      ...{ experiment: "unbiasedness", model: "linear-gaussian", estimator: "r2g2" },
      metrics: [{
        name: "gradient-batch-mean",
        unit: "1",
        block: "mean",
        at: { coordinate: 0, reference: 1 },
        values: [value, value, value],
      }],
    })]);
  assert.equal(make(1 + 1e-7).coordinates[0]?.z, 0);
  assert.equal(make(1.1).coordinates[0]?.z, Infinity);
  assert.ok(make(1.1).tests[0]?.rejected);
  assert.equal(make(1.1).tests[0]?.largestZ, 0, "a constant has no z to print");
});

Deno.test.each([
  [64, 1 + 1.4e-5, Infinity],
  [1024, 1 + 1.4e-5, 0],
  [1024, 1 + 1e-4, Infinity],
])("a mean of %s float32 draws, %s where 1 is right, has z = %s", (draws, value, z) => {
  const record = fixtureRecord({
    ...{ experiment: "unbiasedness", model: "linear-gaussian", estimator: "r2g2", options: { draws } },
    metrics: [{
      ...{ name: "gradient-batch-mean", unit: "1", block: "mean", at: { coordinate: 0, reference: 1 } },
      values: [value, value, value],
    }],
  });
  assert.equal(unbiasednessRows([record]).coordinates[0]?.z, z);
});
