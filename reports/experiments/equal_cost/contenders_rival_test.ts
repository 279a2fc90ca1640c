import assert from "node:assert/strict";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Outcome } from "../../comparison/worth.ts";
import { fixtureRecord } from "../../testing/record.ts";
import { rivalOutcomes as outcomesOf } from "./contenders.ts";
import { equalCostRows } from "./rows.ts";

/** One gradient's cell: variance from pairs' values around a level, time from rounds at one duration. */
function cell(estimator: string, { variance, ms }: { variance: number; ms: number }): BenchRecord {
  return fixtureRecord({
    ...{ experiment: "equal_cost", model: "mlp", estimator, options: { samples: 1, batchSize: 80 } },
    metrics: ["mean", "scale", "upstream"].map((block) => ({
      ...{ name: "variance", unit: "1", layer: "dense1", block, at: { samples: 1, dimension: 4 } },
      values: Array.from({ length: 64 }, (_, i) => variance * (1 + 0.02 * Math.sin(i))),
    })),
    timings: [{
      ...{ name: "gradient-time", unit: "ms" },
      values: Array.from({ length: 40 }, (_, i) => ms * (1 + 0.01 * Math.cos(i))),
    }],
  });
}

const rivalOutcomes = (records: readonly BenchRecord[]) => outcomesOf(equalCostRows(records).contenders);
const rt = cell("rt", { variance: 1, ms: 10 });
const r2g2 = cell("r2g2", { variance: 0.5, ms: 14 });

Deno.test.each<[string, number, Outcome]>([
  ["less", 0.1, "yes"],
  ["more", 0.9, "no"],
  ["not told apart", 0.35, "inconclusive"],
])("antithetic RT at equal time: %s", (_name, variance, outcome) => {
  const records = [rt, r2g2, cell("rt-antithetic", { variance, ms: 20 })];
  assert.deepEqual(rivalOutcomes(records), [outcome, outcome], "parameters and upstream");
});

Deno.test("nothing without antithetic cells, or without R2-G2 beside them", () => {
  assert.deepEqual(rivalOutcomes([rt, r2g2]), []);
  assert.deepEqual(rivalOutcomes([rt, cell("rt-antithetic", { variance: 0.1, ms: 20 })]), []);
});
