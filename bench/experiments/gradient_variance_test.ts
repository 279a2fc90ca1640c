import assert from "node:assert/strict";
import type { BenchRecord } from "../store/mod.ts";
import { gradientVarianceExperiment, type GradientVarianceSettings } from "./gradient_variance.ts";
import { mean, runExperiment, valuesOf, withoutTimings } from "./testing.ts";

const SETTINGS: GradientVarianceSettings = {
  models: ["mlp-small"],
  contenders: ["rt-antithetic", "score-antithetic"],
  checkpoints: [0, 2],
  pairs: 6,
  resampledPairs: 3,
  batchSize: 8,
  seeds: 2,
};
const ESTIMATORS = ["rt", "rt-per-example", "r2g2", "r2g2-cg"];

const records = await runExperiment(gradientVarianceExperiment, SETTINGS, { estimators: ESTIMATORS });
const cell = (estimator: string) => records.find((record) => record.estimator === estimator)!;
const variance = (record: BenchRecord, place: { layer: string; block: string; step: number }) =>
  mean(valuesOf(record, { name: "variance", ...place, at: { step: place.step } }));

Deno.test("RT shared and per example, R2-G2, and pairs of opposite noises; only what the model takes", () => {
  assert.deepEqual(records.map(({ estimator, seed }) => [estimator, seed]), [
    ["rt", 0],
    ["rt-per-example", 0],
    ["r2g2", 0],
    ["rt-antithetic", 0],
  ]);
  assert.equal(cell("rt-antithetic").options["draws"], 2);
});

Deno.test("every checkpoint, layer and block; total variance of parameters alone", () => {
  for (const record of records) {
    const places = (name: string) =>
      record.metrics.filter((metric) => metric.name === name).map((
        { layer, block, at, values },
      ) => [layer, block, at!["step"], values.length]);
    const own = (step: number, count: number) =>
      ["dense1", "dense2", "dense3"].flatMap((layer) =>
        ["mean", "scale"].map((block) => [layer, block, step, count])
      );
    const all = (step: number) => [
      ...own(step, 6),
      ["dense2", "upstream", step, 6],
      ["dense3", "upstream", step, 6],
    ];
    assert.deepEqual(places("variance").toSorted(), [...all(0), ...all(2)].toSorted());
    assert.deepEqual(places("total-variance").toSorted(), [...own(0, 3), ...own(2, 3)].toSorted());
  }
});

Deno.test("less variance: by draws for each example, by pairs, by conditioning", () => {
  const top = { layer: "dense3", block: "scale", step: 2 };
  const [shared, apart, treated, pair] = ["rt", "rt-per-example", "r2g2", "rt-antithetic"].map((name) =>
    variance(cell(name), top)
  );
  assert.ok(apart! < shared! && treated! < apart! && pair! < shared!, `${[shared, apart, treated, pair]}`);
});

Deno.test("the same seed gives the same metrics, another seed others", async () => {
  const small = { ...SETTINGS, contenders: ["rt-antithetic"], checkpoints: [0], pairs: 2, resampledPairs: 0 };
  const run = (seed: number) =>
    runExperiment(gradientVarianceExperiment, small, { seed, estimators: ["r2g2"] });
  const [first, again, other] = [await run(0), await run(0), await run(1)];
  assert.deepEqual(withoutTimings(again), withoutTimings(first));
  assert.notDeepEqual(other[1]!.metrics, first[1]!.metrics);
});
