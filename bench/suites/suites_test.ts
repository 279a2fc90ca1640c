import assert from "node:assert/strict";
import { digits } from "../../models/mod.ts";
import { paperModel, PUBLISHED_STEPS } from "../experiments/replication/published.ts";
import { cellId, planRun } from "../run/plan.ts";
import { EXPERIMENTS } from "../experiments/registry.ts";
import type { Job } from "../types.ts";
import { getSuite, suiteNames } from "./mod.ts";

const planned = (suite: string) => planRun({ suite, seed: 0, backend: "wasm", threads: 1 }, digits());
const seconds = (suite: string) => planned(suite).jobs.reduce((sum, job) => sum + job.seconds, 0);

const DEMO = ["unbiasedness", "gradient_variance", "cost", "training", "layer_choice", "where_it_helps"];

for (const name of suiteNames) {
  Deno.test(`${name}: every experiment has jobs, every job and cell a name of its own`, () => {
    const plan = planned(name);
    const cells = plan.jobs.flatMap((job) => job.cells);
    assert.deepEqual(
      [...new Set(cells.map(({ experiment }) => experiment))],
      Object.keys(getSuite(name).experiments),
    );
    // One suite is about layers alone.
    const wanted = name === "reference"
      ? ["along_training", "training", "solver_fidelity", "replication"]
      : name === "layers"
      ? ["gradient_variance", "cost", "equal_cost", "training", "layer_choice", "where_it_helps"]
      : name === "demo" // every question that fits its two minutes
      ? [...DEMO, "along_training"]
      : Object.keys(EXPERIMENTS).filter((experiment) => experiment !== "equal_cost");
    assert.deepEqual(new Set(Object.keys(getSuite(name).experiments)), new Set(wanted));
    assert.equal(new Set(plan.jobs.map((job) => job.name)).size, plan.jobs.length);
    assert.equal(new Set(cells.map((cell) => cellId(plan, cell))).size, cells.length);
    assert.ok(plan.jobs.every((job) => job.seconds > 0 && Number.isFinite(job.seconds)));
  });
}

const limits: [suite: string, minutes: number][] = [
  ["smoke", 1],
  ["quick", 4],
  ["standard", 180],
  ["layers", 25],
  ["reference", 30 * 60],
];
for (const [suite, minutes] of limits) {
  Deno.test(`${suite} is planned for at most ${minutes} minutes`, () => {
    assert.ok(seconds(suite) <= 60 * minutes, `${seconds(suite)} s`);
  });
}

Deno.test("demo has its answer in half a minute, with the start of processes, and its report in two minutes", () => {
  // Of its jobs that no clock decides two run at a time.
  const most = (jobs: readonly Job[]) =>
    jobs.reduce((sum, { seconds, timed }) => sum + (timed ? seconds : seconds / 2), 0);
  const { jobs } = planned("demo");
  const answers = jobs.filter(({ cells }) => cells[0]!.experiment === "along_training");
  assert.ok(most(answers) <= 22, `${most(answers)} s`);
  assert.ok(most(jobs) <= 95, `${most(jobs)} s`);
});

Deno.test("standard runs in units of minutes but for tuned training, which one machine must do as a whole", () => {
  for (const job of planned("standard").jobs) {
    const most = job.cells.some(({ options }) => options["stage"] === "tuning") ? 1500 : 600;
    assert.ok(job.seconds <= most, `${job.name}: ${job.seconds} s`);
  }
});

Deno.test("paper has the published settings: steps, minibatch, samples of the bound, runs", () => {
  const { replication } = getSuite("paper").experiments;
  const { cnn: _, ...steps } = PUBLISHED_STEPS;
  assert.deepEqual(replication?.steps, steps);
  assert.deepEqual(
    [replication?.batchSize, replication?.boundSamples, replication?.seeds, getSuite("paper").seeds],
    [80, 5000, 5, 5],
  );
});

Deno.test("reference repeats the published lengths in both readings, and what takes too long for less", () => {
  const { replication } = getSuite("reference").experiments;
  for (const model of Object.keys(replication!.steps)) {
    assert.equal(replication!.steps[model], PUBLISHED_STEPS[paperModel(model)], model);
  }
  const cells = planned("reference").jobs.flatMap((job) => job.cells).filter((cell) =>
    cell.experiment === "replication" && cell.options["part"] === "training"
  );
  const lengths = (model: string, estimator: string) =>
    cells.filter((cell) => cell.model === model && cell.estimator === estimator).map(({ options }) =>
      options["steps"]
    );
  assert.deepEqual(lengths("vae3-decoder", "r2g2-cg"), [100_000, 100_000]);
  assert.deepEqual(lengths("vae3", "r2g2"), []);
  assert.equal(lengths("mlp", "lrt").length, 12); // six seeds of each σ
  assert.deepEqual(lengths("mlp", "rt-per-example"), [3000, 3000]);
  const early = planned("reference").jobs.filter(({ name }) => name.startsWith("training vae3 steps:5000"));
  assert.deepEqual(
    early.map(({ timed, cells }) => [timed, cells.map(({ estimator }) => estimator).join()]),
    Array(5).fill([false, "rt,r2g2-cg"]),
  );
});

Deno.test("along training every model is measured with RT, R2-G2 and pairs", () => {
  for (const suite of ["smoke", "demo", "quick", "standard", "paper"]) {
    const { models } = getSuite(suite).experiments.along_training!;
    for (const model of models.filter((name) => !name.includes("@"))) {
      const own = new Set(alongTraining(suite, model).map(({ estimator }) => estimator));
      assert.ok(own.has("rt") && own.has("r2g2") && own.has("rt-antithetic"), `${suite} ${model}`);
    }
  }
});

Deno.test("along training the perceptron starts with five sizes of σ, each with RT and R2-G2", () => {
  for (const suite of ["standard", "paper"]) {
    for (const estimator of ["rt", "r2g2"]) {
      const own = alongTraining(suite, "mlp").filter((cell) => cell.estimator === estimator);
      const sizes = new Set(own.map(({ options }) => options["log-sigma"]));
      assert.deepEqual(sizes, new Set([undefined, -5, -4, -3, -2]), `${suite} ${estimator}`);
    }
  }
});

function alongTraining(suite: string, model: string) {
  const cells = planned(suite).jobs.flatMap((job) => job.cells);
  return cells.filter((cell) => cell.experiment === "along_training" && cell.model === model);
}

Deno.test("an unknown suite is answered with the nearest", () => {
  assert.throws(() => getSuite("qick"), /unknown suite "qick"; did you mean quick\?/);
});
