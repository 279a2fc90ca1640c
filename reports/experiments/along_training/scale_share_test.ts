import assert from "node:assert/strict";
import { alongTrainingRecords } from "./fixtures.ts";
import { alongTrainingRows } from "./rows.ts";
import { scaleShareClaim } from "./scale_share_verdict.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";

/** Records whose scales have so many times the noise that they have in the fixtures, by model. */
function records(factors: Readonly<Record<string, number>>, seeds = 4): BenchRecord[] {
  const made = alongTrainingRecords({ seeds }).filter(({ model }) => model === "mlp-small");
  return Object.entries(factors).flatMap(([model, factor]) =>
    made.map((record) => ({
      ...record,
      model,
      metrics: (record.metrics ?? []).map((metric) =>
        metric.block === "scale"
          ? { ...metric, values: metric.values.map((value) => value * factor) }
          : metric
      ),
    }))
  );
}

function verdictOf(factors: Readonly<Record<string, number>>, seeds?: number): string {
  return scaleShareClaim.judge(alongTrainingRows(records(factors, seeds))).verdict;
}

Deno.test("the share of the scales is theirs in the noise of means and scales", () => {
  const { scaleShares } = alongTrainingRows(records({ mlp: 3 }));
  assert.deepEqual(scaleShares.map(({ step, seeds }) => [step, seeds]), [[0, 4], [300, 4]]);
  for (const { share } of scaleShares) {
    assert.ok(share.low < 0.75 && share.high > 0.75, JSON.stringify(share));
  }
});

Deno.test("the prediction holds, fails or is mixed by the side of one half on which intervals lie", () => {
  assert.equal(verdictOf({ "mlp": 0.1, "bayes-last-layer": 10 }), "holds");
  assert.equal(verdictOf({ "mlp": 10, "bayes-last-layer": 0.1 }), "does not hold");
  assert.equal(verdictOf({ "mlp": 0.1, "bayes-last-layer": 0.1 }), "mixed");
  assert.equal(verdictOf({ "mlp": 1, "bayes-last-layer": 1 }), "inconclusive");
  assert.equal(verdictOf({ "mlp": 0.1 }), "not measured");
  assert.equal(verdictOf({ "mlp": 0.1, "bayes-last-layer": 10 }, 2), "not measured");
});
