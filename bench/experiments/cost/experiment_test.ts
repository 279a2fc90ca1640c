import assert from "node:assert/strict";
import { fitPowers } from "../../stats/mod.ts";
import type { BenchRecord } from "../../store/mod.ts";
import { costExperiment, type CostSettings } from "./experiment.ts";
import { runExperiment, valuesOf, withoutTimings } from "../shared/testing.ts";

const SETTINGS: CostSettings = {
  models: ["vae1-narrow"],
  rounds: 3,
  roundsOf: { "vae1-narrow": 2 },
  batchSize: 6,
  grid: { outputs: [2, 4, 8], inputs: [16, 32], batches: [4, 8], rounds: 2 },
};
const ESTIMATORS = ["rt", "lrt", "score", "r2g2"];

let records: readonly BenchRecord[] = [];
Deno.test.beforeAll(async () => {
  records = await runExperiment(costExperiment, SETTINGS, { estimators: ESTIMATORS });
});

function cell(model: string, estimator: string): BenchRecord {
  const found = records.filter((record) => record.model === model && record.estimator === estimator);
  assert.equal(found.length, 1, `${found.length} cells of ${model} ${estimator}`);
  return found[0]!;
}

const flops = (estimator: string, kind: string) =>
  valuesOf(cell("vae1-narrow", estimator), { name: "flops", at: { kind } })[0]!;
const memory = (estimator: string) =>
  valuesOf(cell("vae1-narrow", estimator), { name: "peak-memory", at: { kind: "tensors" } })[0]!;

Deno.test("one cell per estimator of the model, and one of those that apply to a latent site", () => {
  assert.deepEqual(records.map(({ model, estimator }) => [model, estimator]), [
    ["vae1-narrow", "rt"],
    ["vae1-narrow", "score"],
    ["vae1-narrow", "r2g2"],
    ["latent-site", "rt"],
    ["latent-site", "score"],
    ["latent-site", "r2g2"],
  ]);
  assert.ok(records.every(({ status }) => status === "done"));
});

Deno.test("a model's rounds are its own; time, operations by both counts, memory", () => {
  for (const { timings } of records.filter(({ model }) => model === "vae1-narrow")) {
    assert.deepEqual(timings.map(({ name }) => name), ["gradient-time", "peak-memory", "resident-memory"]);
    assert.equal(timings[0]!.values.length, 2);
  }
  assert.ok(flops("rt", "measured") > flops("rt", "analytic") && flops("rt", "analytic") > 0);
  assert.ok(flops("r2g2", "measured") > flops("rt", "measured"));
  assert.ok(flops("r2g2", "analytic") > flops("rt", "analytic"));
});

Deno.test("peak memory: at least the parameters, more where a gradient keeps more", () => {
  // Encoder 784-200-200-200·2, map 200 × 50, decoder 50-200-200-784 or so, at 4 bytes: a megabyte and more.
  assert.ok(memory("rt") > 1e6 && memory("rt") < 1e8, `${memory("rt")} bytes`);
  assert.ok(memory("r2g2") > memory("rt"), `${memory("r2g2")} and ${memory("rt")} bytes`);
});

const sites = SETTINGS.grid!.outputs.flatMap((outputs) =>
  SETTINGS.grid!.inputs.flatMap((inputs) =>
    SETTINGS.grid!.batches.map((batch) => ({ outputs, inputs, batch }))
  )
);
const atSite = (estimator: string, name: string, at: Record<string, string | number>) =>
  valuesOf(cell("latent-site", estimator), { name, layer: "grid", at });

Deno.test("every size of the grid has its cost, and the operations grow as the sizes say", () => {
  for (const size of sites) {
    assert.equal(atSite("r2g2", "site-time", size).length, 2);
    assert.ok(atSite("r2g2", "site-memory", size)[0]! > 4 * size.outputs * size.inputs);
    assert.ok(atSite("r2g2", "site-residual", size)[0]! < 1e-3);
  }
  const exponents = (estimator: string) =>
    fitPowers(sites.map((sizes) => (
      { sizes, value: atSite(estimator, "site-flops", { ...sizes, kind: "measured" })[0]! }
    ))).exponents;
  // RT: products with m·n·B operations, and elementwise work on n·B values.
  const rt = exponents("rt");
  for (const size of ["outputs", "inputs", "batch"] as const) {
    assert.ok(rt[size]!.value > 0.4 && rt[size]!.value < 1.05, `${size}: ${rt[size]!.value}`);
  }
  // R2-G2 has m·m·n·B on top.
  assert.ok(exponents("r2g2")["outputs"]!.value > rt["outputs"]!.value + 0.2);
});

Deno.test("a grid on which R2-G2 is RT is refused", () => {
  const grid = { outputs: [8], inputs: [8], batches: [1], rounds: 1 };
  assert.throws(
    () => costExperiment.jobs({ ...SETTINGS, grid }, { estimators: ["rt"], asked: false, seeds: 1 }),
    /RangeError: cost: a site of 8 × 8 has no more variables/,
  );
});

Deno.test("the same seed gives the same metrics, another seed others", async () => {
  const small = { ...SETTINGS, grid: { outputs: [2], inputs: [8], batches: [2], rounds: 1 } };
  const estimators = ["rt", "r2g2-cg"];
  const [first, again, other] = [
    await runExperiment(costExperiment, small, { estimators }),
    await runExperiment(costExperiment, small, { estimators }),
    await runExperiment(costExperiment, small, { estimators, seed: 1 }),
  ];
  assert.deepEqual(withoutTimings(again!), withoutTimings(first!));
  const [rt, cg] = ["rt", "r2g2-cg"].map((name) => first!.find(({ estimator }) => estimator === name)!);
  const analytic = (record: BenchRecord) => valuesOf(record, { name: "flops", at: { kind: "analytic" } })[0]!;
  const steps = Math.min(...valuesOf(cg!, { name: "solver-iterations" }));
  assert.ok(steps > 2 && analytic(cg!) > steps * analytic(rt!), "every iteration costs a product or two");
  const residuals = (found: readonly BenchRecord[]) => found.map(({ metrics }) => metrics.at(-1)!.values);
  assert.notDeepEqual(residuals(other!), residuals(first!));
});
