import assert from "node:assert/strict";
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { fixtureRecord, fixtureRecords } from "../fixtures.ts";
import { marksOf, tableOf } from "../testing.ts";
import { gradientVarianceReport } from "./index.ts";
import { gradientVarianceRows, type VarianceRow } from "./rows.ts";
import { varianceStepsChart } from "./steps_chart.ts";
import { totalVarianceTable } from "./total_table.ts";

const records = fixtureRecords({ only: ["gradient_variance"], pairs: 600, gain: 20 });

Deno.test("layers are in the order of their numbers", () => {
  const metrics = ["conv10", "conv2", "dense1", "conv1"].map((layer) => ({
    ...{ name: "variance", unit: "1", layer, block: "scale", values: [1, 2, 3] },
  }));
  const { fixed: rows } = gradientVarianceRows([
    fixtureRecord({ experiment: "gradient_variance", model: "cnn", estimator: "rt", metrics }),
  ]);
  const layers = [...new Set(rows.map(({ layer }) => layer))].filter((layer) => layer !== ALL_LAYERS);
  assert.deepEqual(layers, ["conv1", "conv2", "conv10", "dense1"]);
});

Deno.test("over minibatches the reduction shrinks to what the minibatch leaves", () => {
  const { fixed, total } = gradientVarianceRows(records);
  const of = (own: readonly VarianceRow[]) =>
    own.find((row) =>
      row.subject === "vae1-narrow" && row.estimator === "r2g2" && row.block === "scale" &&
      row.layer === "latent1"
    )!.ratios["rt"]!.value;
  assert.ok(of(fixed) < 0.06, "on one minibatch");
  assert.ok(
    of(total) > 0.98 && of(total) < 1,
    "over minibatches, which add 100 to 0.9",
  );
  const { rows, columns } = tableOf(gradientVarianceReport, totalVarianceTable, records);
  const share = columns.findIndex(({ label }) => label === "share of the noise");
  const row = rows.find(([model, block, , estimator]) =>
    model === "vae1-narrow" && block === "scale" && estimator === "RT"
  )!;
  assert.match(String(row[share]), /^0\.00[89]/, "0.9 of 100.9");
});

Deno.test("the curve of a model has every checkpoint and every kind of RT; one checkpoint is no curve", () => {
  const rows = marksOf(gradientVarianceReport, varianceStepsChart, records).filter(({ subject }) =>
    subject === "mlp-small"
  );
  assert.deepEqual([...new Set(rows.map(({ step }) => step))], [0, 100]);
  const labels = new Set(rows.map(({ label }) => label));
  assert.ok(labels.has("RT") && labels.has("RT per example"));
  for (const { value, trace } of rows) assert.ok(Math.abs(10 ** Number(value) / Number(trace) - 1) < 1e-9);
  const single = records.map((record) => ({
    ...record,
    metrics: record.metrics.filter(({ at }) => at?.["step"] === 0),
  }));
  assert.deepEqual(marksOf(gradientVarianceReport, varianceStepsChart, single), []);
});

Deno.test("totals add up pair by pair, over parameter blocks and over layers", () => {
  const metric = (layer: string, block: string, values: number[]) => ({
    name: "variance",
    unit: "1",
    layer,
    block,
    values,
  });
  const { fixed: rows } = gradientVarianceRows([fixtureRecord({
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

Deno.test("the fixtures' known gains come back", () => {
  const { fixed } = gradientVarianceRows(
    fixtureRecords({ only: ["gradient_variance"], pairs: 60, gain: 20 }),
  );
  const { ratios } = fixed.find((row) =>
    row.subject === "mlp-small" && row.estimator === "r2g2" && row.block === "scale" && row.layer === "dense2"
  )!;
  assert.ok(Math.abs(20 * ratios["rt-per-example"]!.value - 1) < 0.2);
  assert.ok(Math.abs(60 * ratios["rt"]!.value - 1) < 0.2);
});
