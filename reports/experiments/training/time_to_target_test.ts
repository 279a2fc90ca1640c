import assert from "node:assert/strict";
import { trainingFlopsChart } from "./chart.ts";
import { fixtureRecord, fixtureRecords } from "../fixtures.ts";
import { trainingRows } from "./rows.ts";
import { firstReached } from "./time_to_target.ts";
import { marksOf } from "../testing.ts";
import { trainingReport } from "./index.ts";

const run = (estimator: string, values: readonly number[], seed = 0) =>
  fixtureRecord({
    ...{ experiment: "training", model: "vae1", estimator, seed, options: { budget: "steps:30" } },
    metrics: [
      { name: "evaluation-step", unit: "step", values: [0, 10, 20, 30] },
      {
        name: "evaluation-flops",
        unit: "flop",
        values: [0, 1e9, 2e9, 3e9].map((n) => estimator === "rt" ? n : 2 * n),
      },
      { name: "test-bound", unit: "nats", values: [...values] },
    ],
    timings: [{ name: "evaluation-time", unit: "s", values: [0, 1, 2, 3] }],
  });

Deno.test("the target lies between evaluations, nine tenths of RT's way", () => {
  const { targets: rows } = trainingRows([
    run("rt", [-200, -150, -110, -100]),
    run("r2g2", [-200, -110, -105, -100]),
  ]);
  const [rt, r2g2] = ["rt", "r2g2"].map((name) => rows.find(({ estimator }) => estimator === name)!);
  assert.equal(rt!.target, -110);
  assert.deepEqual([rt!.spent.steps?.value, r2g2!.spent.steps?.value], [20, 10]);
  assert.equal(r2g2!.overRt.steps?.value, 0.5);
  assert.equal(r2g2!.overRt.flops?.value, 1, "half the steps at twice the operations");
  assert.deepEqual(rt!.overRt, {});
});

Deno.test("a run that never reaches the target is counted, not timed", () => {
  const { targets: rows } = trainingRows([
    ...[0, 1].map((seed) => run("rt", [-200, -150, -110, -100], seed)),
    run("r2g2", [-200, -190, -180, -170], 0),
    run("r2g2", [-200, -150, -110, -100], 1),
  ]);
  const r2g2 = rows.find(({ estimator }) => estimator === "r2g2")!;
  assert.deepEqual([r2g2.reached, r2g2.seeds], [1, 2]);
  assert.equal(r2g2.overRt.steps?.value, 1, "of the seed on which both reach it");
  assert.deepEqual(
    trainingRows([run("rt", [-100, -100, -120, -130])]).targets,
    [],
    "RT that does not improve sets no target",
  );
});

Deno.test.each<[number, number | undefined]>([[0, 0], [5, 0.5], [10, 1], [15, 1.5], [21, undefined]])(
  "a curve through 0, 10 and 20 at 0, 1 and 2 first reaches %s at %s",
  (target, at) => assert.equal(firstReached([0, 10, 20], { spent: [0, 1, 2], target }), at),
);

Deno.test("curves against operations are those of budgets of steps, in Gflop", () => {
  const rows = marksOf(
    trainingReport,
    trainingFlopsChart,
    fixtureRecords({ only: ["training"], steps: 300 }),
  );
  assert.ok(rows.length > 0 && rows.every(({ budget }) => budget === "steps:300"));
  const last = rows.filter(({ subject, estimator }) => subject === "vae2" && estimator === "rt").at(-1)!;
  assert.equal(last["gigaflops"], 30);
  assert.deepEqual(
    marksOf(
      trainingReport,
      trainingFlopsChart,
      [run("rt", [1, 2, 3, 4])].map((record) => ({
        ...record,
        metrics: record.metrics.filter(({ name }) => name !== "evaluation-flops"),
      })),
    ),
    [],
  );
});
