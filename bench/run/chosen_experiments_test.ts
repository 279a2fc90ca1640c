import assert from "node:assert/strict";
import { type Choice, chosenExperiments } from "./chosen_experiments.ts";
import { planRun } from "./plan.ts";
import { getSuite } from "../suites/mod.ts";

const { experiments } = getSuite("standard");

Deno.test("a choice of nothing is the suite", () => {
  assert.deepEqual(chosenExperiments(experiments, {}), experiments);
});

Deno.test("models leave the experiments that have them, with their other settings", () => {
  const chosen = chosenExperiments(experiments, { models: ["vae3", "vae1-narrow"] });
  assert.deepEqual(chosen.training, { ...experiments.training, models: ["vae1-narrow"] });
  assert.deepEqual(chosen.replication?.steps, { vae3: experiments.replication?.steps["vae3"] });
  assert.deepEqual(chosen.cost?.models, ["vae3", "vae1-narrow"]);
  for (const name of ["unbiasedness", "where_it_helps", "correlated"]) assert.ok(!(name in chosen), name);
});

Deno.test("a budget in steps is the length of training and of replicated runs, one in time of training only", () => {
  const steps = chosenExperiments(experiments, { models: ["mlp", "vae3"], budget: "steps:2k" });
  assert.deepEqual([steps.training?.budgets, steps.replication?.steps], [["steps:2k"], {
    mlp: 2000,
    vae3: 2000,
  }]);
  assert.equal(steps.layer_choice?.steps, experiments.layer_choice?.steps);
  const time = chosenExperiments(experiments, { budget: "time:5s" });
  assert.deepEqual([time.training?.budgets, time.replication], [["time:5s"], experiments.replication]);
});

Deno.test("a model with settings stands in for the suite's, under its settings in every cell", () => {
  const models = ["mlp@log-sigma=-3", "mlp", "mlp@log-sigma=-2.0"];
  const chosen = chosenExperiments(experiments, { models });
  assert.deepEqual(chosen.cost?.models, ["mlp@log-sigma=-3", "mlp", "mlp@log-sigma=-2"]);
  assert.equal(chosen.replication?.steps["mlp@log-sigma=-3"], experiments.replication?.steps["mlp"]);
  const request = { suite: "smoke", seed: 0, backend: "wasm", threads: 1, experiments: ["cost"] };
  const dataset = { name: "digits", sha256: "00" };
  const plan = planRun({ ...request, models: ["mlp-small@log-sigma=-3"] }, dataset);
  const cells = plan.jobs.flatMap((job) => job.cells).filter(({ model }) => model !== "latent-site");
  assert.ok(cells.length > 0);
  for (const { model, options } of cells) {
    assert.deepEqual([model, options["log-sigma"]], ["mlp-small", -3]);
  }
});

Deno.test("two spellings of the same settings are one model", () => {
  const { cost } = chosenExperiments(experiments, { models: ["mlp@log-sigma=-3", "mlp@log-sigma=-3.0"] });
  assert.deepEqual(cost?.models, ["mlp@log-sigma=-3"]);
});

Deno.test("a model with settings has what a suite says of the model, unless it says more of those settings", () => {
  const { replication } = chosenExperiments(getSuite("reference").experiments, {
    models: ["mlp@log-sigma=-2"],
  });
  assert.deepEqual(replication?.byModel?.["mlp@log-sigma=-2"], replication?.byModel?.["mlp"]);
  const own = chosenExperiments(experiments, { models: ["mlp@log-sigma=-4"] }).along_training?.byModel;
  assert.deepEqual(own, experiments.along_training?.byModel);
});

Deno.test("settings that a model does not have or take are refused with those that it has", () => {
  const choose = (...models: string[]) => () => chosenExperiments(experiments, { models });
  assert.throws(choose("mlp@log-sigma=3"), /model mlp: log-sigma is 3; wanted a number from -20 to 0/);
  assert.throws(
    choose("mlp@log-sgima=-3"),
    /unknown setting "log-sgima"; did you mean log-sigma\? \(settings: log/,
  );
  assert.throws(
    choose("vae1-narrow@tokens=4"),
    /model vae1-narrow: unknown setting "tokens" \(it has none\)/,
  );
  assert.throws(choose("mlp@"), /model "mlp@": wanted NAME or NAME@SETTING=NUMBER, such as mlp@log-sigma=-3/);
  assert.throws(choose("mpl@log-sigma=-3"), /unknown model "mpl@log-sigma=-3"/);
});

Deno.test("a plan of one model runs nothing else, under an identity of its own", () => {
  const request = { suite: "smoke", seed: 0, backend: "wasm", threads: 1 };
  const dataset = { name: "digits", sha256: "00" };
  const plan = planRun({ ...request, models: ["vae1"] }, dataset);
  // Synthetic sites are an experiment's own, whatever the models.
  const models = new Set(plan.jobs.flatMap(({ cells }) => cells.map(({ model }) => model)));
  assert.deepEqual(models, new Set(["vae1", "fixed-scales"]));
  assert.notEqual(plan.run, planRun(request, dataset).run);
});

Deno.test.each<[Choice, RegExp]>([
  [{ models: ["vea3"] }, /unknown model "vea3"; did you mean vae3\?/],
  [
    { models: ["vae3"], experiments: ["training"] },
    /unknown model "vae3".*\(one of: mlp, vae1-narrow, transformer\)/,
  ],
  [{ models: ["mlp"], experiments: ["unbiasedness"] }, /models mlp: the chosen experiments have none/],
  [{ experiments: ["cots"] }, /unknown experiment "cots"; did you mean cost\?/],
  [{ experiments: ["replication"], budget: "stps:3" }, /did you mean "steps"/],
])("%j is refused by name", (choice, message) => {
  assert.throws(() => chosenExperiments(experiments, choice), { name: "RangeError", message });
});
