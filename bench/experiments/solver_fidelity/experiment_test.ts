import assert from "node:assert/strict";
import type { BenchRecord } from "../../store/mod.ts";
import { solverFidelityExperiment, type SolverFidelitySettings } from "./experiment.ts";
import { mean } from "../../stats/mod.ts";
import { runExperiment, valuesOf, withoutTimings } from "../shared/testing.ts";

const SETTINGS: SolverFidelitySettings = {
  models: ["vae1"],
  checkpoints: [0, 2],
  caps: [5, 50],
  scales: [0.1, 0.003],
  batches: 4,
  drawsPerBatch: 2,
  batchSize: 10,
  seeds: 1,
};

let records: readonly BenchRecord[] = [];
Deno.test.beforeAll(async () => {
  records = await runExperiment(solverFidelityExperiment, SETTINGS);
});

function cell(model: string, options: BenchRecord["options"]): BenchRecord {
  const found = records.filter((record) =>
    record.model === model && Object.entries(options).every(([name, value]) => record.options[name] === value)
  );
  assert.equal(found.length, 1, `${found.length} cells of ${model} ${JSON.stringify(options)}`);
  return found[0]!;
}

const cg = (maxIterations: number, start: string, scales?: string) => (
  cell(scales === undefined ? "vae1" : "fixed-scales", {
    solver: "cg",
    maxIterations,
    start,
    ...(scales === undefined ? {} : { scales }),
  })
);

Deno.test("one cell per solver: the exact one, and every cap with both starts, in both parts", () => {
  const solvers = 1 + 2 * SETTINGS.caps.length;
  assert.equal(records.length, solvers * (1 + SETTINGS.scales.length + 1));
  assert.ok(records.every(({ status }) => status === "done"));
});

Deno.test("exact R2-G2 in the paper's VAE is RT: no distance, no bias, at any checkpoint", () => {
  const exact = cell("vae1", { solver: "cholesky" });
  for (const step of SETTINGS.checkpoints) {
    for (const name of ["noise-distance", "solver-error", "latent-bias"]) {
      assert.ok(valuesOf(exact, { name, at: { step } }).every((value) => value === 0), name);
    }
    for (const block of ["scale", "upstream"]) {
      const bias = valuesOf(exact, { name: "relative-bias", block, at: { step } });
      assert.equal(bias.length, SETTINGS.batches);
      assert.ok(bias.every((value) => value === 0));
    }
    assert.ok(valuesOf(exact, { name: "posterior-scale", at: { step } }).every((scale) => scale > 0));
  }
});

const distance = (record: BenchRecord) => {
  const { at } = record.metrics[0]!;
  return mean(valuesOf(record, { name: "noise-distance", at: at! }));
};

Deno.test("conjugate gradients miss more the smaller the scales and the lower the cap", () => {
  assert.ok(distance(cg(50, "zero", "0.1")) < 0.01);
  const small = distance(cg(50, "rhs", "0.003"));
  assert.ok(small > 0.1 && small < 0.5, `${small}`);
  assert.ok(distance(cg(5, "rhs", "0.02 to 1")) > 3 * distance(cg(50, "rhs", "0.02 to 1")));
  for (const start of ["rhs", "zero"]) assert.ok(distance(cg(5, start)) > distance(cg(50, start)), start);
});

Deno.test("a solver at its cap says so, and what it left", () => {
  const stopped = cg(5, "zero", "0.02 to 1");
  assert.deepEqual(valuesOf(stopped, { name: "solver-iterations" }), [5]);
  assert.ok(valuesOf(stopped, { name: "solver-residual" })[0]! > 1e-3);
});

Deno.test("stopping early damps the gradient of small scales, latent by latent", () => {
  const damped = cg(50, "zero", "0.003");
  const bias = mean(valuesOf(damped, { name: "latent-bias" }));
  assert.ok(bias < -0.02, `${bias}`);
  const shares = valuesOf(damped, { name: "relative-bias", block: "scale" });
  assert.ok(shares.every((share) => share < 0 && share > -1), `${shares}`);
});

Deno.test("the same seed gives the same metrics, another seed others", async () => {
  const small = { ...SETTINGS, models: [], scales: [] };
  const again = await runExperiment(solverFidelityExperiment, small);
  const other = await runExperiment(solverFidelityExperiment, small, { seed: 1 });
  assert.deepEqual(
    withoutTimings(again),
    withoutTimings(records.filter(({ options }) => options["scales"] === "0.02 to 1")),
  );
  assert.notDeepEqual(other[1]!.metrics, again[1]!.metrics);
});
