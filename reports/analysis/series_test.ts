import assert from "node:assert/strict";
import { PLAIN, seriesLabel, seriesName } from "../look/series.ts";
import { fixtureRecord } from "../testing/record.ts";
import { subjects } from "./select.ts";
import { seriesOf } from "./series.ts";

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
  const series = records.map(seriesOf(records));
  assert.deepEqual(
    series,
    [5, 50].map((maxIterations) => ({
      estimator: "r2g2-cg",
      variant: { maxIterations },
    })),
  );
  assert.deepEqual(series.map(seriesName), ["r2g2-cg (maxIterations 5)", "r2g2-cg (maxIterations 50)"]);
  assert.equal(seriesLabel(series[0]!), "R2-G2 (CG) (maxIterations 5)");
  const alone = records.slice(0, 1);
  assert.deepEqual(alone.map(seriesOf(alone)), [{ estimator: "r2g2-cg", variant: PLAIN }]);
});

Deno.test("options of a cell's place are no variants; without a contract every option is one", () => {
  const cells = (experiment: string) =>
    ["steps:10", "time:45s"].map((budget) =>
      fixtureRecord({ experiment, model: "mlp", estimator: "rt", options: { budget } })
    );
  const variants = (records: ReturnType<typeof cells>) =>
    records.map(seriesOf(records)).map(({ variant }) => variant);
  assert.deepEqual(variants(cells("training")), [PLAIN, PLAIN]);
  assert.deepEqual(variants(cells("brand_new")), [{ budget: "steps:10" }, { budget: "time:45s" }]);
});
