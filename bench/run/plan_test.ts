import assert from "node:assert/strict";
import { cellId, type Plan, planRun, type RunRequest } from "./plan.ts";
import { suiteNames } from "../suites/mod.ts";

const DATASET = { name: "digits", sha256: "00" };
const SMOKE: RunRequest = { suite: "smoke", seed: 0, backend: "wasm", threads: 1 };

function ids(plan: Plan): string[] {
  return plan.jobs.flatMap(({ cells }) => cells.map((cell) => cellId(plan, cell)));
}

for (const suite of suiteNames) {
  Deno.test(`suite ${suite}: every experiment has jobs, names and ids are unique`, () => {
    const plan = planRun({ ...SMOKE, suite }, DATASET);
    const names = plan.jobs.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, "two jobs of one name");
    const all = ids(plan);
    assert.equal(new Set(all).size, all.length, "two cells of one id");
    const experiments = new Set(plan.jobs.flatMap(({ cells }) => cells.map(({ experiment }) => experiment)));
    assert.deepEqual([...experiments].toSorted(), Object.keys(plan.configuration.experiments).toSorted());
  });
}

Deno.test("a plan is a function of its request: same ids again, others with anything that changes numbers", () => {
  const plan = planRun(SMOKE, DATASET);
  assert.deepEqual(ids(planRun(SMOKE, DATASET)), ids(plan));
  const changes: readonly [RunRequest, typeof DATASET][] = [
    [{ ...SMOKE, seed: 1 }, DATASET],
    [{ ...SMOKE, backend: "cpu" }, DATASET],
    [{ ...SMOKE, seeds: 3 }, DATASET],
    [{ ...SMOKE, estimators: ["rt", "r2g2"] }, DATASET],
    [{ ...SMOKE, budget: "steps:3" }, DATASET],
    [SMOKE, { name: "digits", sha256: "01" }],
  ];
  for (const [request, dataset] of changes) {
    const other = planRun(request, dataset);
    assert.notEqual(other.run, plan.run);
    assert.ok(!ids(other).some((id) => ids(plan).includes(id)));
  }
});

Deno.test("chosen experiments are run alone, with the budget that was asked for", () => {
  const plan = planRun({ ...SMOKE, experiments: ["training"], budget: "time:2s" }, DATASET);
  assert.deepEqual(Object.keys(plan.configuration.experiments), ["training"]);
  assert.ok(plan.jobs.every(({ timed }) => timed));
  assert.ok(plan.jobs.every(({ cells }) => cells.every(({ options }) => options["budget"] === "time:2s")));
});

const BAD: readonly (readonly [string, Partial<RunRequest>, RegExp])[] = [
  ["suite", { suite: "qiuck" }, /unknown suite "qiuck"; did you mean quick\?/],
  ["experiment", { experiments: ["trainig"] }, /unknown experiment "trainig"; did you mean training\?/],
  ["estimator", { estimators: ["r2g"] }, /unknown estimator "r2g"; did you mean r2g2\?/],
  ["number of seeds", { seeds: 0 }, /seeds is 0/],
  ["budget", { budget: "tme:3s" }, /did you mean "time"/],
];

for (const [what, change, message] of BAD) {
  Deno.test(`a wrong ${what} is named, with the nearest right one`, () => {
    assert.throws(
      () => planRun({ ...SMOKE, ...change }, DATASET),
      (error: unknown) => error instanceof RangeError && message.test(error.message),
    );
  });
}
