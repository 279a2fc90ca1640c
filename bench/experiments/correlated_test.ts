import assert from "node:assert/strict";
import type { BenchRecord } from "../store/mod.ts";
import { correlatedExperiment, type CorrelatedSettings } from "./correlated.ts";
import { mean, runExperiment, valuesOf, withoutTimings } from "./testing.ts";

const SETTINGS: CorrelatedSettings = {
  models: ["last-layer", "latent"],
  families: ["diagonal", "full", "low-rank"],
  rank: 2,
  baseline: "rt",
  treatment: "r2g2",
  others: ["lrt", "rt-per-example"],
  steps: 2,
  rounds: 2,
  pairs: 8,
  batchSize: 6,
};

const records = await runExperiment(correlatedExperiment, SETTINGS);

function cell(model: string, family: string, estimator: string, samples: number | string = 1): BenchRecord {
  const found = records.filter((record) =>
    record.model === model && record.options["family"] === family && record.estimator === estimator &&
    record.options["samples"] === samples
  );
  assert.equal(found.length, 1, `${found.length} cells of ${model} ${family} ${estimator} ${samples}`);
  return found[0]!;
}

const places = SETTINGS.models.flatMap((model) =>
  SETTINGS.families.map((family) => [model, family] as const)
);

for (const [model, family] of places) {
  Deno.test(`${model}, ${family}: R2-G2 halves the scale's variance at least, and leaves the mean's`, () => {
    const of = (estimator: string, block: string) =>
      mean(
        valuesOf(cell(model, family, estimator), { name: "variance", layer: model, block, at: { step: 2 } }),
      );
    assert.ok(of("r2g2", "scale") < 0.5 * of("rt", "scale"));
    assert.ok(of("r2g2", "upstream") < of("rt", "upstream"));
    assert.ok(Math.abs(of("r2g2", "mean") / of("rt", "mean") - 1) < 1e-3);
  });

  Deno.test(`${model}, ${family}: LRT is skipped with its own reason; what applies is measured`, () => {
    const { status, reason, metrics } = cell(model, family, "lrt");
    assert.equal(status, "skipped");
    assert.match(reason!, /^LRT needs a layer's weights/);
    assert.deepEqual(metrics, []);
    const perExample = cell(model, family, "rt-per-example");
    assert.deepEqual(
      valuesOf(perExample, { name: "variance", layer: model, block: "mean" }),
      valuesOf(cell(model, family, "rt"), { name: "variance", layer: model, block: "mean" }),
    );
  });

  Deno.test(`${model}, ${family}: what the clock decided is a timing, and K has the variance of K draws`, () => {
    const matched = cell(model, family, "rt", "matched to r2g2");
    assert.deepEqual(matched.metrics, []);
    const [samples] = valuesOf(matched, { name: "matched-samples" });
    const [ratio] = valuesOf(matched, { name: "cost-ratio" });
    assert.equal(samples, Math.min(64, Math.max(1, Math.round(ratio!))));
    const at = { samples: samples!, step: 2 };
    const found = valuesOf(matched, { name: "variance", layer: model, block: "mean", at });
    assert.equal(found.length, SETTINGS.pairs);
    for (const estimator of ["rt", "r2g2"]) {
      assert.equal(
        valuesOf(cell(model, family, estimator), { name: "gradient-time" }).length,
        SETTINGS.rounds,
      );
      assert.ok(valuesOf(cell(model, family, estimator), { name: "flops" })[0]! > 0);
    }
  });
}

Deno.test("a low-rank family's factor is a block of its own; no other family has one", () => {
  for (const [model, family] of places) {
    const factors = cell(model, family, "rt").metrics.filter(({ layer }) => layer === `${model}/factor`);
    assert.deepEqual(factors.map(({ block }) => block), family === "low-rank" ? ["scale"] : []);
  }
});

Deno.test("the same seed gives the same metrics, another seed others", async () => {
  const small = { ...SETTINGS, models: ["last-layer" as const], families: ["low-rank" as const] };
  const again = await runExperiment(correlatedExperiment, small);
  const other = await runExperiment(correlatedExperiment, small, { seed: 1 });
  const first = records.filter(({ model, options }) =>
    model === "last-layer" && options["family"] === "low-rank"
  );
  assert.deepEqual(withoutTimings(again), withoutTimings(first));
  const values = ([, , record]: BenchRecord[]) => valuesOf(record!, { name: "variance", block: "mean" });
  assert.notDeepEqual(values(other), values(again));
});
