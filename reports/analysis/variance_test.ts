import assert from "node:assert/strict";
import { varianceStepsChart } from "../experiments/gradient_variance/steps_chart.ts";
import { totalVarianceTable } from "../experiments/gradient_variance/total_table.ts";
import { fixtureRecord, fixtureRecords } from "../testing/fixtures.ts";
import { ALL_LAYERS, totalVarianceRows, varianceRows } from "./variance.ts";

const records = fixtureRecords({ only: ["gradient_variance"], pairs: 600, gain: 20 });

Deno.test("layers are in the order of their numbers", () => {
  const metrics = ["conv10", "conv2", "dense1", "conv1"].map((layer) => ({
    ...{ name: "variance", unit: "1", layer, block: "scale", values: [1, 2, 3] },
  }));
  const rows = varianceRows([
    fixtureRecord({ experiment: "gradient_variance", model: "cnn", estimator: "rt", metrics }),
  ]);
  const layers = [...new Set(rows.map(({ layer }) => layer))].filter((layer) => layer !== ALL_LAYERS);
  assert.deepEqual(layers, ["conv1", "conv2", "conv10", "dense1"]);
});

Deno.test("over minibatches the reduction shrinks to what the minibatch leaves", () => {
  const of = (rows: typeof varianceRows) =>
    rows(records).find((row) =>
      row.subject === "vae1-narrow" && row.estimator === "r2g2" && row.block === "scale" &&
      row.layer === "latent1"
    )!.ratios["rt"]!.value;
  assert.ok(of(varianceRows) < 0.06, "on one minibatch");
  assert.ok(
    of(totalVarianceRows) > 0.98 && of(totalVarianceRows) < 1,
    "over minibatches, which add 100 to 0.9",
  );
  const { rows, columns } = totalVarianceTable.table(records);
  const share = columns.findIndex(({ label }) => label === "share of the noise");
  const row = rows.find(([model, block, , estimator]) =>
    model === "vae1-narrow" && block === "scale" && estimator === "RT"
  )!;
  assert.match(String(row[share]), /^0\.00[89]/, "0.9 of 100.9");
});

Deno.test("the curve of a model has every checkpoint and every kind of RT; one checkpoint is no curve", () => {
  const rows = varianceStepsChart.rows(records).filter(({ subject }) => subject === "mlp-small");
  assert.deepEqual([...new Set(rows.map(({ step }) => step))], [0, 100]);
  const labels = new Set(rows.map(({ label }) => label));
  assert.ok(labels.has("RT") && labels.has("RT per example"));
  for (const { value, trace } of rows) assert.ok(Math.abs(10 ** Number(value) / Number(trace) - 1) < 1e-9);
  const single = records.map((record) => ({
    ...record,
    metrics: record.metrics.filter(({ at }) => at?.["step"] === 0),
  }));
  assert.deepEqual(varianceStepsChart.rows(single), []);
});
