import assert from "node:assert/strict";
import { trainingFlopsChart } from "./chart.ts";
import { fixtureRecord, fixtureRecords } from "../fixtures.ts";
import { trainingRows } from "./rows.ts";
import { type Bracket, bracketOf, spentInWords, type TargetRow } from "./time_to_target.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { marksOf } from "../testing.ts";
import { trainingReport } from "./index.ts";

/** A run that is evaluated at 0, 10, 20 … steps, or where `at` says. */
const run = (estimator: string, values: readonly number[], { seed = 0, at }: {
  readonly seed?: number;
  readonly at?: readonly number[];
} = {}) => {
  const steps = at ?? values.map((_, i) => 10 * i);
  return fixtureRecord({
    ...{ experiment: "training", model: "vae1", estimator, seed, options: { budget: "steps:30" } },
    metrics: [
      { name: "evaluation-step", unit: "step", values: [...steps] },
      {
        name: "evaluation-flops",
        unit: "flop",
        values: steps.map((n) => 1e8 * (estimator === "rt" ? n : 2 * n)),
      },
      { name: "test-bound", unit: "nats", values: [...values] },
    ],
    timings: [{ name: "evaluation-time", unit: "s", values: steps.map((n) => n / 10) }],
  });
};

/** From −200 to −100 in 100 evaluations, with the target of −110 at one of them. */
const straightTo = (evaluation: number) =>
  Array.from({ length: 101 }, (_, i) => Math.min(-100, -200 + 90 * i / evaluation));

const rowsOf = (records: readonly BenchRecord[]) => {
  const { targets } = trainingRows(records);
  return ["rt", "r2g2"].map((name) => targets.find(({ estimator }) => estimator === name)!) as [
    TargetRow,
    TargetRow,
  ];
};

Deno.test("close evaluations locate the target, nine tenths of RT's way", () => {
  const [rt, r2g2] = rowsOf([run("rt", straightTo(80)), run("r2g2", straightTo(40))]);
  assert.equal(rt.target, -110);
  assert.deepEqual([rt, r2g2].map(({ spent }) => Math.round(spent.steps?.interval?.value ?? NaN)), [
    800,
    400,
  ]);
  assert.ok(Math.abs(r2g2.overRt.steps!.interval!.value - 0.5) < 1e-9);
  assert.ok(
    Math.abs(r2g2.overRt.flops!.interval!.value - 1) < 1e-9,
    "half the steps at twice the operations",
  );
  assert.deepEqual(rt.overRt, {});
});

Deno.test("between distant evaluations only the bracket is known, and that of the ratio", () => {
  const [rt, r2g2] = rowsOf([run("rt", [-200, -150, -111, -100]), run("r2g2", [-200, -150, -105, -100])]);
  assert.deepEqual(rt.spent.steps, { interval: undefined, between: [20, 30] });
  assert.deepEqual(r2g2.spent.steps, { interval: undefined, between: [10, 20] });
  assert.deepEqual(r2g2.overRt.steps, { interval: undefined, between: [10 / 30, 1] });
  assert.deepEqual(r2g2.overRt.flops?.between, [20 / 30, 2]);
  assert.equal(spentInWords(r2g2.overRt.steps!), "between 0.333 and 1");
});

Deno.test("a run that never reaches the target is censored, not left out", () => {
  const far = Array.from({ length: 101 }, () => -190);
  const [, r2g2] = rowsOf([
    ...[0, 1, 2].map((seed) => run("rt", straightTo(80), { seed })),
    run("r2g2", straightTo(40), { seed: 0 }),
    ...[1, 2].map((seed) => run("r2g2", far, { seed })),
  ]);
  assert.deepEqual([r2g2.reached, r2g2.seeds], [1, 3]);
  assert.deepEqual(r2g2.spent.steps, { interval: undefined, between: [1000, Infinity] });
  assert.equal(spentInWords(r2g2.spent.steps!), "more than 1000");
  assert.equal(r2g2.overRt.steps?.interval, undefined, "of the one seed that reaches it no mean is made");
  assert.ok(r2g2.overRt.steps!.between[0] > 1 && r2g2.overRt.steps!.between[1] === Infinity);
  assert.deepEqual(
    trainingRows([run("rt", [-100, -100, -120, -130])]).targets,
    [],
    "RT that does not improve sets no target",
  );
});

Deno.test.each<[number, readonly number[], Bracket | undefined]>([
  [0, [0, 98, 100], { after: 0, by: 0, point: 0 }],
  [15, [0, 98, 100], { after: 98, by: 100, point: 99 }],
  [5, [0, 98, 100], { after: 0, by: 98, point: undefined }],
  [5, [1e-6, 98, 100], { after: 0, by: 98, point: undefined }],
  [10, [0, 98, 100], { after: 0, by: 98, point: undefined }],
  [21, [0, 98, 100], { after: 100, by: Infinity, point: undefined }],
  [15, [], undefined],
])("a curve through 0, 10 and 20 reaches %s, evaluated at %j", (target, spent, expected) => {
  assert.deepEqual(bracketOf([0, 10, 20], { spent, target }), expected);
});

Deno.test("a bracket is narrow up to 5 % of the run", () => {
  const at = (after: number) => bracketOf([0, 10, 20], { spent: [0, after, 100], target: 15 })?.point;
  assert.deepEqual([at(95), at(94.9)], [97.5, undefined]);
});

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
