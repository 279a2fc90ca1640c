import assert from "node:assert/strict";
import { fixtureRecords } from "../fixtures.ts";
import { costRows } from "./rows.ts";
import { findingsOf } from "../testing.ts";
import { costReport } from "./index.ts";

const records = fixtureRecords({ only: ["cost"] });
const { gradients, growth: rows } = costRows(records);
const row = (estimator: string, quantity: string) =>
  rows.find((one) => one.estimator === estimator && one.quantity === quantity)!;

Deno.test("exponents of counted operations are those of the formula", () => {
  for (const [estimator, outputs] of [["rt", 1], ["r2g2", 2]] as const) {
    const { exponents, r2, sites } = row(estimator, "FLOPs, measured");
    const found = [exponents.outputs.value, exponents.inputs.value, exponents.batch.value];
    found.forEach((value, i) => assert.ok(Math.abs(value - [outputs, 1, 1][i]!) < 1e-9, `${found}`));
    assert.ok(Math.abs(r2 - 1) < 1e-9 && sites === 12);
  }
});

Deno.test("a fixed overhead makes time grow more slowly than operations, with an interval", () => {
  const { exponents } = row("r2g2", "time");
  assert.ok(exponents.inputs.value < 0.95 && exponents.inputs.value > 0);
  assert.ok(
    exponents.outputs.low < exponents.outputs.value && exponents.outputs.value < exponents.outputs.high,
  );
});

Deno.test("sites of the grid are not models; the finding names their growth", () => {
  assert.ok(gradients.every(({ subject }) => subject !== "latent-site"));
  const text = findingsOf(costReport, records).join("\n");
  assert.match(
    text,
    /Growth with size, .*FLOPs, measured: 2 in m, 1 in n, 1 in B/,
  );
});

Deno.test("too few sites, or sizes that do not vary, have no exponents", () => {
  const one = records.map((record) => ({
    ...record,
    ...{ metrics: record.metrics.filter(({ at }) => at?.["batch"] === 10), timings: [] },
  }));
  assert.deepEqual(costRows(one).growth, []);
  const together = records.map((record) => ({
    ...record,
    metrics: record.metrics.map((metric) => ({
      ...metric,
      at: { ...metric.at, batch: metric.at?.["inputs"] ?? 1 },
    })),
    timings: [],
  }));
  assert.deepEqual(costRows(together).growth, [], "n and B that are the same have no exponents of their own");
});
