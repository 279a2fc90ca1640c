import assert from "node:assert/strict";
import type { BenchRecord } from "../../store/mod.ts";
import { correlatedExperiment, type CorrelatedSettings } from "./experiment.ts";
import { mean } from "../../stats/mod.ts";
import { runExperiment, valuesOf, withoutTimings } from "../shared/testing.ts";

const SETTINGS: CorrelatedSettings = {
  models: ["last-layer", "latent"],
  families: ["diagonal", "full", "low-rank"],
  rank: 2,
  baseline: "rt",
  treatment: "r2g2",
  contenders: ["rt-antithetic"],
  others: ["lrt", "rt-per-example"],
  steps: 2,
  rounds: 2,
  pairs: 8,
  batchSize: 6,
};

let records: readonly BenchRecord[] = [];
Deno.test.beforeAll(async () => {
  records = await runExperiment(correlatedExperiment, SETTINGS);
});

function cell(model: string, family: string, estimator: string, matched?: string): BenchRecord {
  const found = records.filter((record) =>
    record.model === model && record.options["family"] === family && record.estimator === estimator &&
    record.options["matched"] === matched
  );
  assert.equal(found.length, 1, `${found.length} cells of ${model} ${family} ${estimator} ${matched}`);
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
    assert.match(
      reason!,
      new RegExp(`^${model}: lrt does not support this layer: LRT needs a layer's weights`),
    );
    assert.deepEqual(metrics, []);
    const perExample = cell(model, family, "rt-per-example");
    assert.deepEqual(
      valuesOf(perExample, { name: "variance", layer: model, block: "mean" }),
      valuesOf(cell(model, family, "rt"), { name: "variance", layer: model, block: "mean" }),
    );
  });

  Deno.test(`${model}, ${family}: the cells of a comparison at equal cost, at the trained parameters`, () => {
    for (const matched of ["time", "flops"]) {
      const found = cell(model, family, "rt", matched);
      assert.equal(found.options["samples"], "matched to r2g2");
      const [samples] = valuesOf(found, { name: "matched-samples" });
      const at = { samples: samples!, step: 2 };
      assert.equal(
        valuesOf(found, { name: "variance", layer: model, block: "mean", at }).length,
        SETTINGS.pairs,
      );
    }
    const pair = cell(model, family, "rt-antithetic");
    assert.deepEqual([pair.options["draws"], pair.options["rank"]], [
      2,
      family === "low-rank" ? 2 : undefined,
    ]);
    assert.equal(valuesOf(pair, { name: "gradient-time" }).length, SETTINGS.rounds);
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
