import assert from "node:assert/strict";
import { fixtureRecord } from "../testing/record.ts";
import { shared, timesBySeed } from "./pooled.ts";

Deno.test("times of one seed are compared within one machine, and never across two", () => {
  const timed = (estimator: string, seed: number, environment: string, values: number[]) => ({
    ...fixtureRecord({
      ...{ experiment: "cost", model: "mlp", estimator, seed },
      timings: [{ name: "gradient-time", unit: "ms", values }],
    }),
    environment,
  });
  const rt = [timed("rt", 0, "fast", [1, 1]), timed("rt", 1, "slow", [10]), timed("rt", 2, "fast", [2])];
  const r2g2 = [timed("r2g2", 0, "fast", [3]), timed("r2g2", 1, "fast", [4]), timed("r2g2", 2, "fast", [5])];
  const both = shared(timesBySeed(r2g2, "gradient-time"), timesBySeed(rt, "gradient-time"));
  assert.deepEqual(both, [[[3], [5]], [[1, 1], [2]]]);
});
