import assert from "node:assert/strict";
import { getEstimator } from "../../../estimators/mod.ts";
import { digits } from "../../../models/mod.ts";
import { mean } from "../../stats/mod.ts";
import type { BenchRecord } from "../../store/mod.ts";
import { ZooTrainee } from "../../train/zoo_trainee.ts";
import { purposeKeys, runKey } from "../shared/cells.ts";
import { runExperiment, valuesOf, withoutTimings } from "../shared/testing.ts";
import { alongTrainingExperiment, type AlongTrainingSettings } from "./experiment.ts";

const SETTINGS: AlongTrainingSettings = {
  models: ["mlp-small", "vae1-narrow"],
  contenders: ["rt", "rt-per-example", "lrt", "r2g2", "rt-antithetic", "rt-orthogonal*4"],
  largerBatches: [2],
  samples: [1, 2, 4],
  checkpoints: [0, 2],
  minibatches: 4,
  processes: 2,
  rounds: 2,
  seeds: 2,
  batchSize: 4,
  expensive: { contenders: ["rt-per-example"], checkpoints: [2] },
  byModel: { "vae1-narrow": { minibatches: 2, contenders: ["rt", "lrt"], processes: 1 } },
};

let records: readonly BenchRecord[] = [];
Deno.test.beforeAll(async () => {
  records = await runExperiment(alongTrainingExperiment, SETTINGS, { seeds: 2 });
});

const ofModel = (model: string, measured: string) =>
  records.filter((record) => record.model === model && record.options["measured"] === measured);

const contestant = ({ estimator, options: { samples, batch } }: BenchRecord) =>
  `${estimator} ${samples}${batch === undefined ? "" : ` batch ${batch}`}`;

Deno.test("variances: one cell for each contender and seed, with as few samples as it has", () => {
  const cells = ofModel("mlp-small", "variance");
  assert.deepEqual(cells.filter(({ seed }) => seed === 1).map(contestant), [
    ...[
      "rt 1",
      "rt-per-example 1",
      "lrt 1",
      "r2g2 1",
      "rt-antithetic 2",
      "rt-orthogonal*4 4",
      "rt 1 batch 2",
    ],
  ]);
  assert.equal(cells.length, 14);
  assert.ok(cells.every(({ status }) => status === "done"));
});

Deno.test("times: each contender with every number of samples that its groups of draws make up, by process", () => {
  const cells = ofModel("mlp-small", "time");
  assert.deepEqual(cells.filter(({ options }) => options["process"] === 1).map(contestant), [
    ...["rt 1", "rt 2", "rt 4", "rt-per-example 1", "lrt 1", "lrt 2", "lrt 4", "r2g2 1", "r2g2 2", "r2g2 4"],
    ...["rt-antithetic 2", "rt-antithetic 4", "rt-orthogonal*4 4", "rt 1 batch 2"],
  ]);
  for (const record of cells) {
    const [times, flops] = [valuesOf(record, { name: "step-time" }), valuesOf(record, { name: "flops" })];
    assert.ok(times.length === 2 && times.every((time) => time > 0));
    assert.ok(flops.length === 1 && flops[0]! > 0);
  }
});

Deno.test("values are in the order of minibatches, at every checkpoint and in every norm that it has", () => {
  const [cell] = ofModel("mlp-small", "variance");
  const places = cell!.metrics.filter(({ layer }) => layer === undefined)
    .map(({ name, at, values }) => [name, at!["step"], at!["norm"], values.length]);
  const both = (step: number, norm: string) => [
    ["noise-variance", step, norm, 4],
    ["data-variance", step, norm, 2],
  ];
  assert.deepEqual(places, [
    ...both(0, "log-scale"),
    ...both(0, "variance"),
    ...both(2, "log-scale"),
    ...both(2, "variance"),
    ...both(2, "adam"),
  ]);
  const [expensive] = ofModel("mlp-small", "variance").filter(({ estimator }) =>
    estimator === "rt-per-example"
  );
  assert.deepEqual(new Set(expensive!.metrics.map(({ at }) => at!["step"])), new Set([2]));
});

Deno.test("what a model cannot use is skipped with the reason; settings of a model hold for it alone", () => {
  const cells = records.filter(({ model }) => model === "vae1-narrow");
  const skipped = cells.filter(({ status }) => status === "skipped");
  assert.ok(
    skipped.length > 0 &&
      skipped.every(({ estimator, reason }) => estimator === "lrt" && /lrt/.test(reason!)),
  );
  assert.deepEqual(new Set(cells.map(({ options }) => options["process"])), new Set([undefined, 0]));
  const [rt] = cells.filter(({ status }) => status === "done");
  assert.equal(rt!.metrics.find(({ name }) => name === "noise-variance")!.values.length, 2);
  assert.ok(!rt!.metrics.some(({ at }) => at!["norm"] === "variance"), "its scales are no parameters");
});

Deno.test("RT trains, whatever is measured: its own second moments are in the norm of Adam", async () => {
  const options = {
    ...SETTINGS,
    models: ["mlp-small"],
    checkpoints: [2],
    contenders: ["r2g2"],
    processes: 1,
  };
  const { expensive: _, ...settings } = options;
  const [cell] = await runExperiment(alongTrainingExperiment, settings);
  const ours = records.find(({ estimator, options }) =>
    estimator === "r2g2" && options["measured"] === "variance"
  )!;
  const adam = { name: "noise-variance", at: { step: 2, norm: "adam" } };
  assert.deepEqual(valuesOf(cell!, adam), valuesOf(ours, adam));
  const trainee = new ZooTrainee({
    ...{ model: "mlp-small", estimator: getEstimator("rt"), dataset: digits(), batchSize: 4 },
    keys: purposeKeys(runKey(0), 0),
  });
  await trainee.advanceTo(2);
  const divisors = (await trainee.divisors()).flatMap((each) => [...each]);
  trainee.dispose();
  // Lengths are at most those in log σ over the least divisor, and at least those over the largest.
  const [raw, scaled] = ["log-scale", "adam"].map((norm) =>
    mean(cell!.metrics.find(({ at }) => at!["norm"] === norm)!.values)
  );
  const ratio = Math.sqrt(raw! / scaled!);
  const [least, most] = [divisors, divisors.map((each) => -each)].map((all) =>
    all.reduce((a, b) => Math.min(a, b))
  );
  assert.ok(ratio > least! && ratio < -most!, `${least} < ${ratio} < ${-most!}`);
});

Deno.test("the same seed gives the same metrics, another seed others", async () => {
  const small = {
    ...SETTINGS,
    models: ["vae1-narrow"],
    byModel: {},
    minibatches: 2,
    processes: 1,
    rounds: 1,
  };
  const [first, again, other] = [
    await runExperiment(alongTrainingExperiment, small),
    await runExperiment(alongTrainingExperiment, small),
    await runExperiment(alongTrainingExperiment, small, { seed: 1 }),
  ];
  assert.deepEqual(withoutTimings(again!), withoutTimings(first!));
  assert.notDeepEqual(other![0]!.metrics, first![0]!.metrics);
});

const RUN = { estimators: ["rt"], asked: false, seeds: 1 };
Deno.test.each(
  [
    [{ samples: [0] }, /samples is 0; wanted whole numbers of at least 1/],
    [{ samples: [] }, /samples is none/],
    [{ checkpoints: [-1] }, /checkpoints are -1; wanted steps from 0, ascending/],
    [{ checkpoints: [5, 5] }, /checkpoints are 5, 5; wanted steps from 0, ascending/],
    [{ checkpoints: [] }, /no checkpoints/],
    [{ minibatches: 5 }, /minibatches is 5; wanted an even number/],
    [{ processes: 0 }, /processes is 0/],
    [{ contenders: ["rt*0"] }, /samples is 0/],
    [{ contenders: ["tr"] }, /unknown estimator "tr"/],
    [{ largerBatches: [0] }, /batch is 0/],
    [{ checkpoints: [0] }, /expensive contenders are measured at step 2; wanted some of the checkpoints 0/],
  ] as const,
)("settings %j are refused", (settings, message) => {
  const all = { ...SETTINGS, ...settings } as AlongTrainingSettings;
  assert.throws(() => alongTrainingExperiment.jobs(all, RUN), { name: "RangeError", message });
});

Deno.test("every time job wants a fresh process, none of the others does", () => {
  const jobs = alongTrainingExperiment.jobs(SETTINGS, RUN);
  assert.deepEqual(
    new Set(jobs.map(({ timed, fresh = false }) => `${timed} ${fresh}`)),
    new Set(["true true", "false false"]),
  );
});
