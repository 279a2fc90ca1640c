import assert from "node:assert/strict";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { fixtureRecord } from "../testing/record.ts";
import { rivalAnswer } from "./rival.ts";

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

const rt = cell("rt", { variance: 1, ms: 10 });
const r2g2 = cell("r2g2", { variance: 0.5, ms: 14 });

for (
  const [name, variance, wanted] of [
    [
      "less",
      0.1,
      /less variance than R2-G2 in 2 of these 2 comparisons \(0\.2 of the variance × time of RT with one sample; R2-G2 0\.7\); more in 0; not told apart in 0/,
    ],
    ["more", 0.9, /in 0 of these 2 comparisons; more in 2 \(1\.8 of .*; R2-G2 0\.7\)/],
    ["not told apart", 0.35, /more in 0; not told apart in 2\.$/],
  ] as const
) {
  Deno.test(`antithetic RT at equal time: ${name}`, () => {
    const [sentence = ""] = rivalAnswer([rt, r2g2, cell("rt-antithetic", { variance, ms: 20 })]);
    assert.match(sentence, wanted);
  });
}

Deno.test("no sentence without antithetic cells, or without R2-G2 beside them", () => {
  assert.deepEqual(rivalAnswer([rt, r2g2]), []);
  assert.deepEqual(rivalAnswer([rt, cell("rt-antithetic", { variance: 0.1, ms: 20 })]), []);
});
