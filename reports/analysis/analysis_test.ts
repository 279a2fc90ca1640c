import assert from "node:assert/strict";
import { fixtureRecord, fixtureRecords } from "../testing/fixtures.ts";
import { costRows } from "../experiments/cost/rows.ts";
import { equalCostRows } from "../comparison/rows.ts";
import { subjects, variants } from "./select.ts";
import { curveRows, outcomeRows } from "../experiments/training/rows.ts";
import { contenderRows } from "../experiments/equal_cost/contenders.ts";
import { unbiasedness } from "../experiments/unbiasedness/rows.ts";
import { ALL_LAYERS, PARAMETERS, varianceRows } from "./variance.ts";

Deno.test("totals add up pair by pair, over parameter blocks and over layers", () => {
  const metric = (layer: string, block: string, values: number[]) => ({
    name: "variance",
    unit: "1",
    layer,
    block,
    values,
  });
  const rows = varianceRows([fixtureRecord({
    ...{ experiment: "gradient_variance", model: "mlp", estimator: "rt" },
    metrics: [
      metric("a", "mean", [1, 3]),
      metric("a", "scale", [10, 30]),
      metric("b", "mean", [100, 300]),
      metric("b", "upstream", [1000, 3000]),
    ],
  })]);
  const value = (layer: string, block: string) =>
    rows.find((row) => row.layer === layer && row.block === block)?.variance.value;
  assert.equal(value("a", PARAMETERS), 22);
  assert.equal(value(ALL_LAYERS, PARAMETERS), 222);
  assert.equal(value(ALL_LAYERS, "mean"), 202);
  assert.equal(value(ALL_LAYERS, "upstream"), 2000);
});

Deno.test("the fixtures' known answers come back", () => {
  const records = fixtureRecords({ pairs: 60, gain: 20, costRatio: 1.6 });
  const near = (value: number | undefined, truth: number, tolerance: number) =>
    assert.ok(Math.abs((value ?? NaN) / truth - 1) < tolerance, `${value} is not ${truth}`);
  const scale = varianceRows(records).find((row) =>
    row.subject === "mlp-small" && row.estimator === "r2g2" && row.block === "scale" && row.layer === "dense2"
  );
  near(scale?.ratios["rt-per-example"]?.value, 1 / 20, 0.2);
  near(scale?.ratios["rt"]?.value, 1 / 60, 0.2);
  const equal = equalCostRows(records).filter((row) =>
    row.subject === "mlp-small" && row.block === "upstream" && row.layer === ALL_LAYERS
  );
  near(equal.find((row) => row.matched)?.work?.value, 1.6 / 60, 0.25);
  near(equal.find((row) => row.single)?.variance.value, 1 / 60, 0.2);
  assert.equal(equal.find((row) => row.matched)?.samples, 2);
  near(
    costRows(records).find((row) => row.subject === "vae1-narrow" && row.estimator === "r2g2")?.timeRatio
      ?.value,
    1.6,
    0.1,
  );
  const outcome = outcomeRows(records).find((row) =>
    row.subject === "vae2" && row.budget === "steps:300" && row.estimator === "r2g2"
  );
  near(outcome?.difference?.interval.value, 0.8, 0.5);
  assert.equal(outcome?.difference?.smallestP, 2 / 2 ** 6);
  assert.equal(
    curveRows(records).filter((row) => row.subject === "vae2" && row.budget === "steps:300").length,
    14,
  );
});

Deno.test("RT matched to R2-G2 may have one sample, and is not pooled with RT's own cell", () => {
  const rows = equalCostRows(fixtureRecords({ only: ["equal_cost"], pairs: 6, costRatio: 1.1 }));
  const total = rows.filter((row) =>
    row.subject === "mlp-small" && row.block === PARAMETERS && row.layer === ALL_LAYERS &&
    row.matching !== "flops"
  );
  assert.deepEqual(total.map(({ samples, single, matched }) => [samples, single, matched]).sort(), [[
    1,
    false,
    true,
  ], [1, true, false]]);
});

Deno.test("RT matched with one sample stands beside RT, which is what it is compared with", () => {
  const rows = contenderRows(fixtureRecords({ only: ["equal_cost"], pairs: 6, costRatio: 1.1 }));
  const own = rows.filter(({ subject, block, estimator }) =>
    subject === "mlp-small" && block === PARAMETERS && estimator === "rt"
  );
  assert.deepEqual(own.map(({ samples, matching }) => [samples, matching]).sort(), [[1, "time"], [
    3,
    "flops",
  ]]);
});

Deno.test("constants within rounding have z = 0, beyond it they are infinitely far", () => {
  const make = (value: number) =>
    unbiasedness([fixtureRecord({
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
  assert.equal(unbiasedness([record]).coordinates[0]?.z, z);
});

Deno.test("records of several data sets and of several options are kept apart, and say so", () => {
  const fields = { experiment: "cost", model: "mlp", estimator: "r2g2-cg" };
  const records = [
    fixtureRecord({ ...fields, options: { maxIterations: 5, batchSize: 80 } }),
    fixtureRecord({
      ...fields,
      options: { maxIterations: 50, batchSize: 80 },
      dataset: { name: "mnist", sha256: "m" },
    }),
  ];
  assert.deepEqual(records.map(subjects(records).of), ["mlp on digits", "mlp on mnist"]);
  assert.deepEqual(records.map(variants(records).of), [
    "r2g2-cg (maxIterations 5)",
    "r2g2-cg (maxIterations 50)",
  ]);
  assert.deepEqual(records.slice(0, 1).map(variants(records.slice(0, 1)).of), ["r2g2-cg"]);
});
