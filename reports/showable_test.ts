import assert from "node:assert/strict";
import type { BenchRecord } from "../bench/store/mod.ts";
import { fixtureRecords } from "./experiments/fixtures.ts";
import { ALL_REPORTS } from "./experiments/registry.ts";
import { type FixtureFields, fixtureRecord } from "./testing/record.ts";
import { requireShowable } from "./showable.ts";

const variance = (values: number[]) => ({ name: "variance", unit: "1", values });
const time = (values: number[]) => ({ name: "gradient-time", unit: "ms", values });
const record = (fields: Partial<FixtureFields>) =>
  fixtureRecord({ experiment: "cost", model: "mlp", estimator: "rt", ...fields });

/** Values of every metric, as a record holds them at worst. */
const VALUES: Readonly<Record<string, readonly number[]>> = {
  "no values": [],
  "one value": [1],
  "zeros": [0, 0, 0, 0],
  "large values": [1e75, 1e75, -1e75],
};

Deno.test("what a run yields can be shown: tiny numbers, settings without values, metrics of cells without results", () => {
  requireShowable(record({ metrics: [variance([1e-310, -0, 1e75])] }));
  const setting = { name: "unstated", unit: "1", at: { setting: "seeds", choice: "1" }, values: [] };
  requireShowable(record({ experiment: "replication", metrics: [setting] }));
  requireShowable(record({ metrics: [time([])], status: "diverged", reason: "a loss of NaN" }));
  requireShowable(record({ experiment: "of-a-plugin", metrics: [time([])] }));
});

for (
  const [what, fields, said] of [
    [
      "a value whose square is no number",
      { metrics: [variance([1, -1e308])] },
      /holds -1e\+308 as variance; wanted a value/,
    ],
    [
      "a measured metric without values",
      { timings: [time([])] },
      /holds no values of gradient-time; wanted at least one/,
    ],
    ["a time of zero", { timings: [time([1, 0])] }, /holds 0 as gradient-time; wanted a time above 0/],
    [
      "a name that every object has",
      { model: "constructor" },
      /is named "constructor", which no chart can show/,
    ],
  ] as const satisfies readonly (readonly [string, Partial<FixtureFields>, RegExp])[]
) {
  Deno.test(`${what} is refused in one line that names the record`, () => {
    const refused = record(fields);
    assert.throws(() => requireShowable(refused), (error: Error) => {
      assert.equal(error.name, "CommandError");
      assert.ok(error.message.startsWith(`record ${refused.id} (cost of ${refused.model} with rt) `));
      assert.match(error.message, said);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  });
}

for (const { contract: { name }, rows: rowsOf, tables, inBrief, findings, numbers } of ALL_REPORTS) {
  Deno.test(`${name}: of a record with any values, or without one of its metrics, a report is made or it is refused`, () => {
    const records = fixtureRecords({ only: [name], pairs: 4 });
    const seen = new Set<string>();
    for (const [i, own] of records.entries()) {
      for (const { part, j, metric } of metricsOf(own)) {
        if (seen.has(metric.name)) continue; // one of each is enough
        seen.add(metric.name);
        const changed = Object.values(VALUES).map((values) =>
          own[part].with(j, { ...metric, values: [...values] })
        );
        for (const metrics of [...changed, own[part].toSpliced(j, 1)]) {
          const all = records.with(i, { ...own, [part]: metrics });
          try {
            requireShowable(all[i]!);
          } catch (error) {
            assert.equal((error as Error).name, "CommandError");
            continue;
          }
          const rows = rowsOf(all);
          for (const { table } of tables) table(rows);
          inBrief(rows);
          findings(rows);
          numbers?.(rows);
        }
      }
    }
    assert.ok(seen.size > 0, "too few metrics to mean anything");
  });
}

function metricsOf(record: BenchRecord) {
  return (["metrics", "timings"] as const).flatMap((part) =>
    record[part].map((metric, j) => ({ part, j, metric }))
  );
}
