import assert from "node:assert/strict";
import { isPlain } from "../../look/series.ts";
import { fixtureRecord, fixtureRecords } from "../fixtures.ts";
import { trainingDifferenceChart } from "./difference_chart.ts";
import { trainingRows } from "./rows.ts";
import { trainingTable } from "./table.ts";

Deno.test("the fixtures' known difference comes back, with every evaluation", () => {
  const { outcomes, curves } = trainingRows(fixtureRecords({ only: ["training"] }));
  const { difference } = outcomes.find((row) =>
    row.subject === "vae2" && row.budget.text === "steps:300" && isPlain(row, "r2g2")
  )!;
  assert.ok(Math.abs(difference!.interval.value / 0.8 - 1) < 0.5);
  assert.equal(difference!.smallestP, 2 / 2 ** 6);
  assert.equal(
    curves.filter((row) => row.subject === "vae2" && row.budget.text === "steps:300").length,
    50,
  );
});

Deno.test("two seeds' mean accuracy cannot exceed one", () => {
  const cell = (seed: number, values: number[]) =>
    fixtureRecord({
      ...{ experiment: "training", model: "mlp", estimator: "rt", seed, options: { budget: "steps:10" } },
      metrics: [{ name: "test-accuracy", unit: "1", values }],
    });
  const { curves, outcomes } = trainingRows([cell(0, [0.02, 0.99]), cell(1, [0.08, 0.95])]);
  const [first, last] = curves.map(({ result }) => result);
  assert.equal(first?.low, 0);
  assert.equal(last?.high, 1);
  assert.ok(last!.low < 0.9 && last!.value < 1, "the rest of the interval is as it was");
  assert.equal(outcomes[0]?.result.high, 1);
});

Deno.test("learning rates and calibration are in the table alone: less error is better, and no curve rises to it", () => {
  const cell = (estimator: string, seed: number, rate: number) =>
    fixtureRecord({
      ...{ experiment: "training", model: "mlp", estimator, seed, options: { budget: "steps:10" } },
      metrics: [
        { name: "test-log-likelihood", unit: "nats", values: [-2, -1] },
        { name: "test-calibration-error", unit: "1", values: [0.2, 0.1 + seed / 100] },
        { name: "learning-rate", unit: "1", values: [rate] },
      ],
    });
  const rows = trainingRows([0, 1, 2].flatMap((seed) => [cell("rt", seed, 1e-3), cell("r2g2", seed, 3e-3)]));
  const judged = (all: readonly { readonly outcome: string }[]) => new Set(all.map(({ outcome }) => outcome));
  assert.deepEqual([judged(rows.curves), judged(rows.targets)], [
    new Set(["test-log-likelihood"]),
    new Set(["test-log-likelihood"]),
  ]);
  const { columns, rows: lines } = trainingTable.table(rows);
  const at = columns.findIndex(({ label }) => label === "learning rate");
  const errors = lines.filter((line) => line.includes("calibration error"));
  assert.deepEqual(errors.map((line) => line[at]), ["0.003", "0.001"], "R2-G2 above RT");
  const drawn = trainingDifferenceChart.marks(rows).map(({ outcome }) => outcome);
  assert.ok(!drawn.includes("calibration error"));
});

Deno.test("beside its margin a difference is better, worse, equal or inconclusive; columns are families", () => {
  const run = (model: string, { estimator, seed, end }: { estimator: string; seed: number; end: number }) =>
    fixtureRecord({
      ...{ experiment: "training", model, estimator, seed, options: { budget: "steps:10" } },
      metrics: [
        { name: "test-bound", unit: "nats", values: [-200, end] },
        { name: "test-calibration-error", unit: "1", values: [0.2, 0.1 + seed / 100] },
      ],
    });
  const gains = { vae1: 3, vae2: -3, vae3: 0.1, "vae1-narrow": 0.5 };
  const rows = trainingRows(
    Object.entries(gains).flatMap(([model, gain]) =>
      [0, 1, 2, 3, 4].flatMap((seed) => [
        run(model, { estimator: "rt", seed, end: -100 + seed }),
        run(model, { estimator: "r2g2", seed, end: -100 + seed + gain + 0.05 * (seed - 2) }),
      ])
    ),
  ).outcomes.filter(({ estimator }) => estimator === "r2g2");
  const said = (outcome: string) =>
    rows.filter((row) => row.outcome === outcome).map((
      { subject, difference },
    ) => [subject, difference?.says]);
  assert.deepEqual(Object.fromEntries(said("test-bound")), {
    vae1: "more",
    vae2: "less",
    vae3: "equivalent",
    "vae1-narrow": "inconclusive",
  });
  assert.ok(said("test-calibration-error").every(([, says]) => says === undefined));
  const [first] = rows.filter(({ subject, outcome }) =>
    subject === "vae1-narrow" && outcome === "test-bound"
  );
  assert.ok(
    first!.difference!.adjustedP < 2 * first!.difference!.p + 1e-12,
    "four bounds, the last of which is alone",
  );
});
