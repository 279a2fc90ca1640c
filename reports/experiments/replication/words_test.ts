import assert from "node:assert/strict";
import { replicationRows } from "./rows.ts";
import { fixtureRecord, fixtureRecords } from "../fixtures.ts";
import type { FixtureOptions } from "../../testing/record.ts";
import { findingsOf } from "../testing.ts";
import { replicationReport } from "./index.ts";

const only = ["replication"];
const text = (options: FixtureOptions) =>
  findingsOf(replicationReport, fixtureRecords({ only, ...options })).join("\n");

Deno.test("ours and the paper's stand beside each other, with the difference and its interval", () => {
  const row = replicationRows(fixtureRecords({ only })).trained.find(({ estimator, subject }) =>
    estimator === "r2g2" && subject === "vae2"
  )!;
  assert.deepEqual(row.published, { value: -107, low: -110, high: -104 });
  assert.equal(row.difference!.value, row.ours.value + 107);
  const half = row.difference!.high - row.difference!.value;
  assert.ok(half > 3 && half < 3 + (row.ours.high - row.ours.low), `${half}: wider than the paper's alone`);
  assert.deepEqual(
    [row.publishedOverRt!.value, Math.round(100 * (row.publishedOverRt!.high - 1)) / 100],
    [1, 4.24],
  );
  assert.ok(Math.abs(row.overRt!.interval.value - 0.8) < 0.3 && row.overRt!.pairs === 6);
});

Deno.test("a gap is called one of unequal training, until the steps are the paper's", () => {
  assert.match(
    text({ steps: 300, boundGain: -30 }),
    /below the paper's after fewer steps \(cannot agree yet\): vae2 .*, after 300 of the paper's 100000 steps/,
  );
  assert.match(text({ steps: 300, boundGain: 30 }), /already above the paper's after fewer steps: vae2 /);
  assert.match(text({ steps: 300 }), /already at the paper's after fewer steps: vae2 /);
  const full = text({ steps: 100_000 });
  assert.doesNotMatch(full, /cannot agree/);
  assert.match(
    full,
    /agrees with the paper's: vae2 .*the paper's −107\.0 \[−110\.0,.−104\.0\], ours minus the paper's −2\./,
  );
  assert.match(
    text({ steps: 100_000, boundGain: -30 }),
    /differs, below the paper's: vae2 .*, ours minus the paper's −3\d/,
  );
});

Deno.test("speeds are ratios on one machine each", () => {
  const { speeds } = replicationRows(fixtureRecords({ only, costRatio: 2, slowness: 5 }));
  const r2g2 = speeds.find(({ estimator }) => estimator === "r2g2")!;
  assert.ok(Math.abs(r2g2.overRt!.value - 0.5) < 0.05, `${r2g2.overRt!.value}`);
  assert.equal(r2g2.publishedOverRt, 0.25);
  assert.ok(Math.abs(r2g2.ours.value - 1000 / (9 * 2 * 5)) < 2, `${r2g2.ours.value} steps per second`);
  assert.match(text({ costRatio: 2 }), /Speed: .* vae2 0\.[45]\d* .*\(paper 0\.25\)/);
});

Deno.test("every unstated setting is listed once, with the models that it is about", () => {
  assert.deepEqual(replicationRows(fixtureRecords({ only })).unstated, [
    { setting: "seeds", choice: "our seeds", models: ["mlp-small", "vae2"] },
    { setting: "binarisation", choice: "our binarisation", models: ["vae2"] },
  ]);
});

Deno.test("a bound that is RT's to the last bit is called so", () => {
  const records = fixtureRecords({ only });
  const twins = records.filter(({ estimator }) => estimator === "rt")
    .flatMap((record) => [record, { ...record, estimator: "r2g2" }]);
  assert.equal(
    replicationReport.inBrief(replicationReport.rows(twins)),
    "R2-G2 ends as RT to the last bit in the only figure",
  );
  const same = findingsOf(replicationReport, twins).join("\n");
  assert.match(same, /R2-G2 minus RT: vae2 ours exactly 0 over 6 paired seeds \(bit-identical\)/);
  assert.match(
    text({}),
    /R2-G2 minus RT: vae2 ours 0\.\d+ \[.*\] over 6 paired seeds \(p [=<] \S+; by sign flips p = 0\.\d+, smallest possible/,
  );
});

Deno.test("a baseline that ends above the paper's with fewer steps is told", () => {
  const raised = (by: number) =>
    fixtureRecords({ only, steps: 10_000 }).map((record) => ({
      ...record,
      metrics: record.metrics.map((metric) =>
        metric.name === "test-bound"
          ? { ...metric, values: metric.values.map((value) => value + by) }
          : metric
      ),
    }));
  const findings = (by: number) => findingsOf(replicationReport, raised(by)).join("\n");
  const ahead = findings(20);
  assert.match(ahead, /The paper's baseline: RT ends higher here, with fewer steps: vae2 test bound −[89]\d/);
  assert.doesNotMatch(findings(0), /The paper's baseline/);
});

Deno.test("two seeds' mean accuracy cannot exceed one", () => {
  const cell = (seed: number, accuracy: number) =>
    fixtureRecord({
      ...{ experiment: "replication", model: "mlp", estimator: "rt", seed },
      options: { part: "training", steps: 10 },
      metrics: [{ name: "test-accuracy", unit: "1", values: [accuracy] }],
    });
  assert.equal(replicationRows([cell(0, 0.99), cell(1, 0.95)]).trained[0]?.ours.high, 1);
});
