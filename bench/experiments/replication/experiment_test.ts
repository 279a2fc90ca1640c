import assert from "node:assert/strict";
import { digits } from "../../../models/mod.ts";
import { type Checkpoints, NO_CHECKPOINTS } from "../../checkpoint/mod.ts";
import type { BenchRecord } from "../../store/mod.ts";
import { paperModel, PUBLISHED, UNSTATED } from "./published.ts";
import { replicationExperiment, type ReplicationSettings } from "./experiment.ts";
import { runKey } from "../shared/cells.ts";
import { runExperiment, valuesOf, withoutTimings } from "../shared/testing.ts";

const SETTINGS: ReplicationSettings = {
  steps: { "mlp-small": 2, "vae1": 2 },
  estimators: ["rt", "lrt", "r2g2"],
  batchSize: 8,
  testExamples: 25,
  boundSamples: 3,
  weightSamples: 2,
  rounds: 2,
  seeds: 1,
};
/** The paper's data set by name; the images are procedural, which no part of the experiment can tell. */
const PAPER_DATA = { ...digits(), name: "mnist" };

let records: readonly BenchRecord[] = [];
Deno.test.beforeAll(async () => {
  records = await runExperiment(replicationExperiment, SETTINGS, { dataset: PAPER_DATA });
});

function cells(model: string, part: string): BenchRecord[] {
  return records.filter((record) => record.model === model && record.options["part"] === part);
}

Deno.test("each model is trained with every estimator that it knows, and timed", () => {
  for (const part of ["training", "speed"]) {
    const names = (model: string) => cells(model, part).map(({ estimator }) => estimator);
    assert.deepEqual(names("mlp-small"), ["rt", "lrt", "r2g2"]);
    assert.deepEqual(names("vae1"), ["rt", "r2g2"]);
  }
  assert.ok(records.every(({ status }) => status === "done"));
});

Deno.test("the steps that were run stand beside the published ones", () => {
  const { steps, publishedSteps, testSamples } = cells("vae1", "training")[0]!.options;
  assert.deepEqual([steps, publishedSteps, testSamples], [2, 100_000, 3]);
  assert.equal(cells("mlp-small", "training")[0]!.options["testSamples"], 2);
});

Deno.test("a reading of a hierarchical VAE stands beside the paper's figures, a setting beside its model's", () => {
  assert.deepEqual(
    ["vae3", "vae3-decoder", "vae2-decoder", "mlp@log-sigma=-3", "vae1-narrow"].map(paperModel),
    ["vae3", "vae3", "vae2", "mlp", "vae1-narrow"],
  );
});

Deno.test("printed figures stand beside ours, with their half widths", () => {
  const [rt, r2g2] = cells("vae1", "training");
  assert.deepEqual(valuesOf(rt!, { name: "published", at: { figure: "test-bound", halfWidth: 0.24 } }), [
    -94.22,
  ]);
  assert.deepEqual(valuesOf(r2g2!, { name: "published", at: { halfWidth: 0.42 } }), [-94.39]);
  const speeds = cells("vae1", "speed").map((cell) =>
    valuesOf(cell, { name: "published", at: { figure: "steps-per-second" } })
  );
  assert.deepEqual(speeds, [[127.66], [47.96]]);
  assert.deepEqual(cells("mlp-small", "training")[0]!.metrics.filter(({ name }) => name === "published"), []);
});

Deno.test("every unstated setting of a model's kind is listed with its choice", () => {
  for (const [model, kind] of [["mlp-small", "classifier"], ["vae1", "generative"]] as const) {
    const listed = cells(model, "training")[0]!.metrics.filter(({ name }) => name === "unstated");
    const wanted = UNSTATED.filter(({ models }) => models === kind || models === "all");
    assert.deepEqual(listed.map(({ at }) => at), wanted.map(({ setting, choice }) => ({ setting, choice })));
  }
});

Deno.test("what is measured is in its range, and each is one value", () => {
  const [accuracy] = valuesOf(cells("mlp-small", "training")[0]!, { name: "test-accuracy" });
  // 25 examples in parts: a mean over them is a whole number of twenty-fifths.
  assert.ok(Math.abs(accuracy! * 25 - Math.round(accuracy! * 25)) < 1e-9 && accuracy! >= 0 && accuracy! <= 1);
  const [bound] = valuesOf(cells("vae1", "training")[0]!, { name: "test-bound" });
  assert.ok(bound! < -50 && bound! > -784);
  for (const record of records.filter(({ options }) => options["part"] === "speed")) {
    const times = valuesOf(record, { name: "step-time" });
    assert.ok(times.length === SETTINGS.rounds && times.every((time) => time > 0));
  }
});

Deno.test("in the paper's VAE R2-G2 ends where RT does, to the bit", () => {
  const bounds = cells("vae1", "training").map((cell) => valuesOf(cell, { name: "test-bound" })[0]);
  assert.equal(bounds[0], bounds[1]);
});

Deno.test("a data set that the paper does not use has no published bound", async () => {
  const small = { ...SETTINGS, steps: { vae1: 1 }, estimators: ["rt"] };
  const found = await runExperiment(replicationExperiment, small);
  const figures = found.flatMap(({ metrics }) => metrics.filter(({ name }) => name === "published"));
  assert.deepEqual(figures.map(({ at }) => at?.["figure"]), ["steps-per-second"]);
});

Deno.test("the same seed gives the same metrics, another seed others", async () => {
  const small = { ...SETTINGS, steps: { vae1: 2 }, estimators: ["r2g2"] };
  const again = await runExperiment(replicationExperiment, small, { dataset: PAPER_DATA });
  const other = await runExperiment(replicationExperiment, small, { dataset: PAPER_DATA, seed: 1 });
  const first = records.filter(({ model, estimator }) => model === "vae1" && estimator === "r2g2");
  assert.deepEqual(withoutTimings(again), withoutTimings(first));
  assert.notDeepEqual(other[1]!.metrics, again[1]!.metrics);
});

Deno.test("the tables: nine bounds and their differences, as the paper prints them", () => {
  const bounds = PUBLISHED.filter(({ figure }) => figure === "test-bound");
  assert.equal(bounds.length, 18);
  const value = (model: string, dataset: string, estimator: string) =>
    bounds.find((each) => each.model === model && each.dataset === dataset && each.estimator === estimator)!
      .value;
  const printed = [-0.17, 0.03, -0.01, 0.79, 1.68, 0.36, 9.05, 1.17, 0.74];
  const ours = ["vae1", "vae2", "vae3"].flatMap((model) =>
    ["mnist", "omniglot", "fashion-mnist"].map((dataset) =>
      value(model, dataset, "r2g2") - value(model, dataset, "rt")
    )
  );
  ours.forEach((difference, i) =>
    assert.ok(Math.abs(difference - printed[i]!) < 1e-9, `${i}: ${difference}`)
  );
});

Deno.test("the time of training is without the time in which checkpoints are written", async () => {
  const settings = { ...SETTINGS, steps: { "mlp-small": 4 }, estimators: ["rt"] };
  const job = replicationExperiment.jobs(settings, { estimators: ["rt"], asked: false, seeds: 1 })
    .find(({ name }) => name === "replication mlp-small rt seed 0")!;
  let saves = 0;
  const checkpoints: Checkpoints = {
    ...NO_CHECKPOINTS,
    due: () => true,
    async save() {
      saves++;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    },
  };
  const context = { dataset: PAPER_DATA, key: runKey(0), progress: () => {}, checkpoints };
  const [result] = await Array.fromAsync(job.run(context));
  const [seconds] = result!.timings!.find(({ name }) => name === "training-time")!.values;
  assert.ok(saves >= 4, `${saves} saves`);
  assert.ok(seconds! < 3, `${seconds} s of training, in which 4 s of saving took place`);
});
