import assert from "node:assert/strict";
import { getEstimator, registerEstimator, useBackend } from "../../estimators/mod.ts";
import { digits } from "../../models/mod.ts";
import { planRun, type RunRequest } from "../run/plan.ts";
import { runJob } from "../run/run_job.ts";
import type { BenchRecord } from "../store/mod.ts";
import { getSuite } from "../suites/mod.ts";
import { CONTRACTS, type ExperimentContract, type ExperimentName } from "./contracts.ts";
import { runKey } from "./shared/cells.ts";

registerEstimator({ ...getEstimator("rt"), name: "mine", label: "Mine" });
registerEstimator({
  ...getEstimator("rt"),
  name: "mine-of-weights",
  label: "Mine, of weights alone",
  supports: ({ map }) => map.kind === "inputs" || "Mine needs weights",
});

const SMOKE: RunRequest = { suite: "smoke", seed: 0, seeds: 1, backend: "wasm", threads: 1 };

/** Records of the smoke suite with the estimators that a user names. */
async function recordsOf(...estimators: string[]): Promise<BenchRecord[]> {
  await useBackend("wasm", { blas: "off" });
  const dataset = digits();
  const plan = planRun({ ...SMOKE, estimators }, dataset);
  const context = { dataset, key: runKey(0), progress: () => {} };
  const records: BenchRecord[] = [];
  for (const job of plan.jobs) {
    for await (const record of runJob(job, { plan, environment: "test", code: { id: "test" }, ...context })) {
      records.push(record);
    }
  }
  return records;
}

function byExperiment(records: readonly BenchRecord[], estimator: string): [string, BenchRecord[]][] {
  return Object.keys(getSuite(SMOKE.suite).experiments).map((name) => [
    name,
    records.filter((record) => record.experiment === name && record.estimator === estimator),
  ]);
}

/** Models of every experiment, as the suite has them. */
function modelsOf(experiment: string): string[] {
  const { jobs } = planRun(SMOKE, { name: "digits", sha256: "00" });
  const cells = jobs.flatMap((job) => job.cells).filter((cell) => cell.experiment === experiment);
  // At fixed scales solvers are compared alone.
  return [...new Set(cells.map(({ model }) => model))].filter((model) => model !== "fixed-scales").toSorted();
}

Deno.test("a new estimator that is named has cells of every model in every experiment, measured where it applies", async () => {
  const records = await recordsOf("rt", "mine");
  for (const [name, own] of byExperiment(records, "mine")) {
    assert.deepEqual([...new Set(own.map(({ model }) => model))].toSorted(), modelsOf(name), name);
    const skipped = own.filter(({ status }) => status !== "done");
    // It draws as RT does: what has no such layer is skipped, and what compares solvers alone.
    for (const { status, reason } of skipped) {
      assert.match(`${status}: ${reason}`, /^skipped: .* (one treated layer|no layer between|solvers)/);
    }
    assert.equal(own.length > skipped.length, name !== "solver_fidelity", name);
  }
  assert.ok(records.every(({ estimator }) => ["rt", "mine"].includes(estimator) || isControl(estimator)));
});

function isControl(estimator: string): boolean {
  return /^(scale-|cg-)/.test(estimator);
}

Deno.test("where it does not apply, its cells are skipped with its own reason; the others are measured", async () => {
  const records = await recordsOf("rt", "mine-of-weights", "r2g2-antithetic");
  for (
    const { experiment, model, options, status, reason } of byExperiment(records, "mine-of-weights").flatMap((
      [, own],
    ) => own)
  ) {
    const latent = /^(vae|latent|last-layer|quadratic)/.test(model) || options["site"] === "latent";
    if (latent && experiment !== "solver_fidelity") {
      assert.equal(status, "skipped", `${experiment} ${model}`);
      assert.match(reason!, /Mine needs weights|one treated layer/, `${experiment} ${model}`);
    }
  }
  // Nothing fails, contracts know the options of a composed estimator, and it is measured.
  for (const { experiment, options } of records) {
    const { identity, place } = CONTRACTS[experiment as ExperimentName] as ExperimentContract;
    for (const option of Object.keys(options)) assert.ok([...identity, ...place].includes(option), option);
  }
  assert.deepEqual(records.filter(({ status }) => status === "failed"), []);
  for (const [name, own] of byExperiment(records, "r2g2-antithetic")) {
    assert.ok(own.length > 0, name);
    if (name !== "solver_fidelity") assert.ok(own.some(({ status }) => status === "done"), name);
  }
});

Deno.test("a baseline that a model does not take leaves the others measured", async () => {
  const records = await recordsOf("mine-of-weights", "rt");
  assert.deepEqual(records.filter(({ status }) => status === "failed"), []);
  for (const [name, own] of byExperiment(records, "rt")) {
    if (name !== "solver_fidelity") assert.ok(own.some(({ status }) => status === "done"), name);
  }
  const matched = records.filter(({ options }) => options["matched"] !== undefined);
  assert.ok(matched.length > 0 && matched.every(({ reason }) => /Mine needs weights/.test(reason!)));
});

Deno.test("one estimator alone is measured without a comparison", () => {
  const plan = planRun({ ...SMOKE, estimators: ["r2g2"] }, { name: "digits", sha256: "00" });
  const cells = plan.jobs.flatMap((job) => job.cells);
  for (const name of ["along_training", "correlated", "layer_choice"]) {
    const own = cells.filter(({ experiment }) => experiment === name);
    assert.ok(own.length > 0 && own.every(({ estimator }) => estimator === "r2g2"), name);
    assert.ok(own.every(({ options }) => options["matched"] === undefined), name);
  }
});
