import assert from "node:assert/strict";
import { key, useBackend } from "../../estimators/mod.ts";
import { digits, digits32, layersOf, modelNames, zooEntry } from "../../models/mod.ts";
import { describePlan } from "./describe_plan.ts";
import { planRun, type RunRequest } from "./plan.ts";
import { readStore } from "../store/mod.ts";

const LAUNCHER = new URL("./process/launcher.ts", import.meta.url).href;
const RUN = Deno.permissions.querySync({ name: "run", command: "deno" }).state === "granted";
const DATASET = { name: "digits", sha256: "00" };
const SMOKE: RunRequest = { suite: "smoke", seed: 0, backend: "wasm", threads: 1 };

Deno.test("every model of the zoo has the layers that its entry names", async () => {
  await useBackend("wasm", { blas: "off" });
  for (const name of modelNames().filter((name) => name !== "cnn")) { // as cnn-small, and large
    const entry = zooEntry(name);
    const { model } = entry.build(entry.placement === undefined ? digits() : digits32(), key(0));
    assert.deepEqual(layersOf(model), entry.layers, name);
    model.dispose();
  }
});

Deno.test("a plan says which cells have fixed layers; experiments that place estimators have none", () => {
  const plan = planRun({ ...SMOKE, layers: "dense1=r2g2,dense*=rt" }, DATASET);
  assert.notEqual(plan.run, planRun(SMOKE, DATASET).run);
  const cells = plan.jobs.flatMap((job) => job.cells);
  for (const { experiment, model, options } of cells) {
    const fixed = model === "mlp-small" && experiment !== "layer_choice";
    assert.equal(
      options["layers"],
      fixed ? "dense1=r2g2,dense2=rt,dense3=rt" : undefined,
      `${experiment} ${model}`,
    );
  }
  const text = describePlan(plan);
  assert.match(text, /cost mlp-small .* timed {2}dense1=r2g2,dense2=rt,dense3=rt\n/);
  assert.match(text, /layers dense1=r2g2,dense\*=rt: fixed in \d+ of \d+ cells/);
});

Deno.test("layers that no model of the run has are refused, with the layers that there are", () => {
  const wrong = (layers: string, experiments: readonly string[]) => () =>
    planRun({ ...SMOKE, experiments, layers }, DATASET);
  assert.throws(
    wrong("latnt1=rt", ["cost"]),
    /"latnt1" fits no layer; did you mean latent1\? \(layers of mlp-small: dense1, dense2, dense3; vae1-narrow: latent1\)/,
  );
  assert.throws(wrong("dense1=rt", ["where_it_helps"]), /"dense1" fits no layer \(no model of this run/);
});

async function bench(...args: string[]): Promise<{ code: number; stderr: string }> {
  const flags = ["--suite", "smoke", "--skip-benches", "--experiments", "gradient_variance", "--blas", "off"];
  const { code, stderr } = await new Deno.Command("deno", {
    args: [
      "run",
      "--no-prompt",
      "--allow-run=deno,git",
      "--allow-env=HOME,XDG_CACHE_HOME",
      LAUNCHER,
      ...flags,
      ...args,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test({
  name: "--layers on the command line: fixed layers draw alike in all cells, other models as compared",
  ignore: !RUN,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const results = ["--estimators", "rt,r2g2", "--results", folder];
      // Worker processes have to be told, too.
      const run = await bench(...results, "--jobs", "2", "--layers", "dense3=r2g2,dense*=rt");
      assert.equal(run.code, 0, run.stderr);
      const { records } = await readStore(folder);
      const metrics = (model: string) =>
        ["rt", "r2g2"].map((estimator) =>
          records.find((record) => record.model === model && record.estimator === estimator)!.metrics
        ) as [unknown, unknown];
      const layers = Object.fromEntries(records.map(({ model, options }) => [model, options["layers"]]));
      assert.deepEqual(layers, { "mlp-small": "dense1=rt,dense2=rt,dense3=r2g2", "vae1-narrow": undefined });
      assert.deepEqual(...metrics("mlp-small"), "no layer is left for what the cells compare");
      assert.notDeepEqual(...metrics("vae1-narrow"));

      const other = await bench(...results);
      assert.deepEqual([other.code, other.stderr.includes("another configuration")], [1, true]);
      const unknown = await bench(...results, "--layers", "conv*=rt");
      assert.deepEqual([unknown.code, unknown.stderr.includes('"conv*" fits no layer')], [2, true]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
