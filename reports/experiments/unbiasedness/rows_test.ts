import assert from "node:assert/strict";
import { fixtureRecord, fixtureRecords } from "../fixtures.ts";
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

Deno.test("of very many coordinates of a line rows are kept at even ranks, with both ends, each with its own place", () => {
  const records = Array.from(
    { length: 300 },
    (_, seed) =>
      fixtureRecords({ only: ["unbiasedness"], batches: 4, seed }).filter(({ estimator, options }) =>
        estimator === "lrt" && options["objective"] === "linear" && options["site"] === "latent"
      ).map((record) => ({ ...record, id: `${seed}`, seed })),
  ).flat();
  const { coordinates, tests } = unbiasednessRows(records);
  const all = records.flatMap((record) => unbiasednessRows([record]).coordinates);
  assert.equal(all.length, 300 * 18);
  assert.equal(coordinates.length, 5000);
  assert.equal(tests[0]?.coordinates, 300 * 18, "a test counts every coordinate");
  const scores = coordinates.map(({ z }) => z);
  assert.deepEqual(scores, scores.toSorted((a, b) => a - b));
  const every = all.map(({ z }) => z);
  assert.deepEqual([scores[0], scores.at(-1)], [Math.min(...every), Math.max(...every)]);
  const byPlace = new Map(all.map((row) => [`${row.cell} ${row.block} ${row.coordinate}`, row]));
  for (const row of coordinates) {
    assert.deepEqual(row, byPlace.get(`${row.cell} ${row.block} ${row.coordinate}`));
  }
  assert.equal(new Set(coordinates.map((row) => `${row.cell} ${row.block} ${row.coordinate}`)).size, 5000);
});
