import assert from "node:assert/strict";
import { digits } from "../../../models/mod.ts";
import { UsageError } from "../../flags.ts";
import { runExperiment, valuesOf } from "../shared/testing.ts";
import { trainingExperiment, type TrainingSettings } from "./experiment.ts";
import { bestRate, requireTuning, withValidation } from "./learning_rate.ts";

/** Scores with their peak at a rate, and the rates that were tried. */
function peakAt(peak: number) {
  const tried: number[] = [];
  const scoreOf = (rate: number) => {
    tried.push(rate);
    return Promise.resolve(-Math.abs(Math.log(rate / peak)));
  };
  return { tried, scoreOf };
}

for (
  const [peak, best, tried] of [
    [1, 1, [0.5, 1, 2]],
    [4, 4, [0.5, 1, 2, 4, 8]],
    [0.24, 0.25, [0.5, 1, 2, 0.25, 0.125]],
    [100, 8, [0.5, 1, 2, 4, 8]],
    [2, 2, [0.5, 1, 2, 4]],
  ] as const
) {
  Deno.test(`the best rate is at ${peak}: a grid goes on beyond an edge, twice at most`, async () => {
    const grid = peakAt(peak);
    const found = await bestRate([0.5, 1, 2], grid.scoreOf);
    assert.deepEqual([found.best, grid.tried], [best, tried]);
    assert.deepEqual([...found.scores.keys()], [...tried].sort((a, b) => a - b));
  });
}

Deno.test("no rate is best where every run diverged; one that did not is", async () => {
  const none = await bestRate([0.5, 1, 2], () => Promise.resolve(-Infinity));
  assert.equal(none.best, undefined);
  const one = await bestRate([0.5, 1, 2], (rate) => Promise.resolve(rate === 1 ? -5 : -Infinity));
  assert.equal(one.best, 1);
});

const TUNING = { rates: [0.3, 1, 3], budget: "steps:3", seeds: 1, examples: 20 };

for (
  const [name, settings] of [
    ["one rate", { rates: [1] }],
    ["two rates", { rates: [1, 2] }],
    ["a rate twice", { rates: [1, 1, 2] }],
    ["descending rates", { rates: [3, 2, 1] }],
    ["a rate of 0", { rates: [0, 1, 2] }],
    ["no seeds", { seeds: 0 }],
    ["half an example", { examples: 0.5 }],
    ["an unknown budget", { budget: "parsecs:3" }],
  ] as const
) {
  Deno.test(`${name}: refused in one line`, () => {
    assert.throws(
      () => requireTuning({ ...TUNING, ...settings }),
      ({ message }: Error) => !message.includes("\n"),
    );
  });
}

Deno.test("validation examples are the last training ones, which are no longer trained on", () => {
  const dataset = digits();
  const { train, test } = withValidation(dataset, 100);
  assert.deepEqual([train.count, test.count], [dataset.train.count - 100, 100]);
  assert.deepEqual(test.images([0, 99]), dataset.train.images([train.count, train.count + 99]));
  assert.deepEqual(test.labels([5]), dataset.train.labels([train.count + 5]));
  assert.throws(() => withValidation(dataset, dataset.train.count), UsageError);
});

const SETTINGS: TrainingSettings = {
  models: ["vae1-narrow"],
  estimators: ["rt", "r2g2"],
  budgets: ["steps:4"],
  evaluations: 2,
  testExamples: 20,
  testSamples: 2,
  batchSize: 10,
  tuning: TUNING,
};

Deno.test("every estimator has a rate of its own, found once for all seeds, and its runs say it", async () => {
  const records = await runExperiment(trainingExperiment, SETTINGS, { seeds: 2 });
  assert.deepEqual(
    records.map((
      { estimator, seed, options },
    ) => [estimator, seed, options["stage"] ?? options["learningRate"]]),
    [
      ["rt", 0, "tuning"],
      ["r2g2", 0, "tuning"],
      ["rt", 0, "tuned"],
      ["r2g2", 0, "tuned"],
      ["rt", 1, "tuned"],
      ["r2g2", 1, "tuned"],
    ],
  );
  for (const estimator of ["rt", "r2g2"]) {
    const [tuning, ...runs] = records.filter((record) => record.estimator === estimator);
    const scores = tuning!.metrics.filter(({ name }) => name === "validation-score");
    const best = scores.toSorted((a, b) => b.values[0]! - a.values[0]!)[0]!;
    const [rate] = valuesOf(tuning!, { name: "learning-rate" });
    assert.equal(rate, best.at!["rate"]);
    for (const run of runs) assert.deepEqual(valuesOf(run, { name: "learning-rate" }), [rate]);
  }
});

Deno.test("a run differs by its rate alone: at the zoo's rate it is what it is without tuning", async () => {
  const { tuning: _, ...plain } = SETTINGS;
  const [rt] = await runExperiment(trainingExperiment, plain, { estimators: ["rt"] });
  const tuned = await runExperiment(
    trainingExperiment,
    // The lowest rate learns nothing in three steps, the highest is far off.
    { ...SETTINGS, tuning: { ...TUNING, rates: [1e-9, 1, 1e9] } },
    { estimators: ["rt"] },
  );
  const run = tuned.at(-1)!;
  assert.deepEqual(valuesOf(run, { name: "test-bound" }), valuesOf(rt!, { name: "test-bound" }));
});
