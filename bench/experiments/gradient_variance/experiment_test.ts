import assert from "node:assert/strict";
import type { BenchRecord } from "../../store/mod.ts";
import { gradientVarianceExperiment, type GradientVarianceSettings } from "./experiment.ts";
import { mean } from "../../stats/mod.ts";
import { runExperiment, valuesOf, withoutTimings } from "../shared/testing.ts";

const SETTINGS: GradientVarianceSettings = {
  models: ["mlp-small"],
  contenders: ["rt-antithetic", "score-antithetic"],
  checkpoints: [0, 2],
  pairs: 24,
  pairsOf: { "mlp-small": 6, "vae1": 48 },
  resampledPairs: 3,
  batchSize: 8,
  seeds: 2,
};
const ESTIMATORS = ["rt", "rt-per-example", "r2g2", "r2g2-cg"];

let records: readonly BenchRecord[] = [];
Deno.test.beforeAll(async () => {
  records = await runExperiment(gradientVarianceExperiment, SETTINGS, { estimators: ESTIMATORS });
});
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

Deno.test("other objectives: by the path alone, of several draws; biased ones are skipped with the reason", async () => {
  const own = await runExperiment(gradientVarianceExperiment, {
    ...SETTINGS,
    models: ["vae1-narrow"],
    contenders: [],
    checkpoints: [1],
    resampledPairs: 1,
    objectives: {
      models: ["vae1-narrow"],
      bounds: [{ samples: 4 }, { gradient: "stl" }, { bound: "iwae", gradient: "dreg", samples: 4 }],
    },
  }, { estimators: ["rt", "r2g2"] });
  const others = own.filter(({ options }) => options["bound"] !== undefined);
  assert.deepEqual(
    others.map(({ model, estimator, options, status }) =>
      [model, estimator, options["bound"], options["boundSamples"], status].join(" ")
    ).toSorted(),
    [
      "vae1-narrow r2g2 elbo plain 4 done",
      "vae1-narrow r2g2 elbo stl 1 done",
      "vae1-narrow r2g2 iwae dreg 4 skipped",
      "vae1-narrow rt elbo plain 4 done",
      "vae1-narrow rt elbo stl 1 done",
      "vae1-narrow rt iwae dreg 4 done",
    ],
  );
  assert.match(others.find(({ status }) => status === "skipped")!.reason!, /^biased: weights depend on more/);
  const trace = (estimator: string, bound?: string) => {
    const fits = ({ estimator: name, options }: BenchRecord) =>
      name === estimator && options["bound"] === bound;
    return variance(own.find(fits)!, { layer: "latent1", block: "scale", step: 1 });
  };
  const [one, four, treatedFour] = [trace("rt"), trace("rt", "elbo plain"), trace("r2g2", "elbo plain")];
  assert.ok(four > one / 6 && four < one / 2.5, `four draws: ${four}, one: ${one}`);
  assert.ok(treatedFour < four, `R2-G2 inside: ${treatedFour}, RT: ${four}`);
  assert.notEqual(trace("rt", "elbo stl"), one);
  for (const { metrics } of others) assert.ok(metrics.every(({ name }) => name === "variance"));
});

Deno.test("a single other objective, or one twice, could not be told apart", () => {
  const jobs = (...bounds: { gradient: "stl" }[]) => () =>
    gradientVarianceExperiment.jobs({ ...SETTINGS, objectives: { models: [], bounds } }, {
      estimators: ["rt"],
      asked: false,
      seeds: 1,
    });
  assert.throws(jobs({ gradient: "stl" }), /objectives: got elbo stl; wanted two or more, all different/);
  assert.throws(jobs({ gradient: "stl" }, { gradient: "stl" }), /got elbo stl, elbo stl; wanted/);
});
