import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { getEstimator } from "../../estimators/mod.ts";
import { datasetNames, modelNames } from "../../models/mod.ts";
import { experimentOf } from "../experiments/registry.ts";
import { planRun, type RunRequest } from "../run/plan.ts";
import { sha256 } from "../store/mod.ts";
import { loadPlugins } from "./load.ts";
import { requireSame } from "./mark.ts";

const MODULE = new URL("../../mod.ts", import.meta.url).href;
const EXAMPLE = fileURLToPath(new URL("../../docs/guide/plugin/control_variate.ts", import.meta.url));
const dataset = { name: "digits", sha256: "" };
const request: RunRequest = { suite: "smoke", seed: 0, backend: "wasm", threads: 1 };

async function withFile(name: string, text: string, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "plugin-test-" });
  try {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    await use(`${folder}/${name}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** One of each kind: the others' parts are enough for it. */
const ALL_KINDS = `
import { getEstimator, registerDataset, registerEstimator, registerExperiment, registerModel } from "${MODULE}";
registerEstimator({ ...getEstimator("rt"), name: "test-rt", label: "RT of a test" });
registerModel({ name: "test-model", kind: "generative", learningRate: 1e-3, estimators: ["rt"], layers: [], build() { throw new Error("not built"); } });
registerDataset({ name: "test-data", summary: "nothing", load() { throw new Error("not loaded"); } });
const contract = { name: "test_question", title: "A test", question: "Does it run?", metrics: {}, identity: [], place: [] };
registerExperiment({
  contract,
  jobs: ({ model }, { estimators }) => [{
    name: "test_question " + model,
    timed: false,
    seconds: 1,
    cells: estimators.map((estimator) => ({ experiment: contract.name, model, estimator, options: {}, seed: 0 })),
    async *run() {},
  }],
}, { model: "none" });
`;

Deno.test("a plugin's registrations take part in a plan, and its hash in the run's identity", async () => {
  await withFile("all kinds.ts", ALL_KINDS, async (path) => {
    const plugins = await loadPlugins([path]);
    assert.deepEqual(plugins.map(({ sha256: _hash, ...rest }) => rest), [{
      file: "all kinds.ts",
      estimators: { "test-rt": "RT of a test" },
      models: ["test-model"],
      datasets: ["test-data"],
      experiments: { test_question: { model: "none" } },
    }]);
    assert.equal(plugins[0]!.sha256, sha256(ALL_KINDS));
    assert.equal(getEstimator("test-rt*2").label, "RT of a test × 2");
    assert.ok(modelNames().includes("test-model") && datasetNames().includes("test-data"));
    assert.equal(experimentOf("test_question")?.contract.title, "A test");

    const [without, plan] = [planRun(request, dataset), planRun({ ...request, plugins }, dataset)];
    const other = planRun({ ...request, plugins: [{ ...plugins[0]!, sha256: "0" }] }, dataset);
    assert.equal(new Set([without.run, plan.run, other.run]).size, 3);
    const own = plan.jobs.find(({ name }) => name === "test_question none");
    assert.deepEqual(own?.cells.map(({ estimator }) => estimator), ["rt", "lrt", "r2g2", "test-rt"]);
    const cells = plan.jobs.flatMap(({ cells }) => cells).filter(({ estimator }) => estimator === "test-rt");
    assert.ok(new Set(cells.map(({ experiment }) => experiment)).size > 5, "every experiment asks it");
    assert.ok(!without.jobs.some(({ name }) => name.includes("test_question")));

    const named = planRun(
      { ...request, plugins, models: ["test-model"], experiments: ["gradient_variance"] },
      dataset,
    );
    assert.deepEqual([...new Set(named.jobs.flatMap(({ cells }) => cells.map(({ model }) => model)))], [
      "test-model",
    ]);
    assert.throws(
      () => planRun({ ...request, models: ["test-model"] }, dataset),
      /unknown model "test-model"/,
    );

    assert.deepEqual(await loadPlugins([path]), plugins); // once more is the same
    await assert.rejects(loadPlugins([path, path]), {
      name: "UsageError",
      message: /names all kinds\.ts twice/,
    });
    requireSame(plugins, plugins);
    assert.throws(
      () => requireSame(plugins, [{ ...plugins[0]!, sha256: "0" }]),
      /a plugin changed during the run/,
    );
  });
});

Deno.test("without a plugin the suites keep their run ids", () => {
  assert.ok(!("plugins" in planRun({ ...request, plugins: [] }, dataset).configuration));
  assert.equal(planRun({ ...request, plugins: [] }, dataset).run, planRun(request, dataset).run);
});

Deno.test("a plugin that fails is told in one line, and registers under a name of its own", async () => {
  const failing = `throw new Error("no luck");`;
  await withFile(
    "failing.ts",
    failing,
    (path) =>
      assert.rejects(loadPlugins([path]), { name: "CommandError", message: /failing\.ts failed: no luck$/ }),
  );
  const taken =
    `import { getEstimator, registerEstimator } from "${MODULE}";\nregisterEstimator(getEstimator("rt"));`;
  await withFile(
    "taken.ts",
    taken,
    (path) => assert.rejects(loadPlugins([path]), /taken\.ts failed: estimator "rt" is registered already/),
  );
  await withFile(
    "idle.ts",
    "export {};",
    (path) => assert.rejects(loadPlugins([path]), { name: "UsageError", message: /registers nothing/ }),
  );
  await assert.rejects(loadPlugins(["/no/such.ts"]), { name: "UsageError" });
});

Deno.test("the guide's plugin registers its estimator under its own label", async () => {
  const [mark] = await loadPlugins([EXAMPLE]);
  assert.deepEqual(mark?.estimators, { "rt-control-variate": "RT, control variate" });
});
