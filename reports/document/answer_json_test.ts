import assert from "node:assert/strict";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { answerJson } from "./answer_json.ts";

const answer = (only: readonly string[]) =>
  JSON.parse(answerJson({ records: fixtureRecords({ only }), environments: new Map() }));

Deno.test("one entry a model, with every checkpoint, what to use, and training beside it", () => {
  const { models, version, cells } = answer(["along_training", "training"]);
  assert.deepEqual([version, cells], [1, { done: 0, planned: 0 }]);
  assert.deepEqual(models.map(({ model }: { model: string }) => model), [
    "mlp-small",
    "vae1",
    "vae1-narrow",
    "vae2",
  ]);
  const [mlp] = models;
  const place = mlp.places.find(({ step, norm }: { step: number; norm: string }) =>
    step === 300 && norm === "log-scale"
  );
  assert.equal(place.use, "LRT");
  for (
    const numbers of [place.noiseShare, place.againstRt.varianceTimesCost, place.againstBestRival.variance]
  ) {
    assert.deepEqual(Object.keys(numbers), ["value", "low", "high"]);
    assert.ok(numbers.low <= numbers.value && numbers.value <= numbers.high);
  }
  assert.deepEqual([place.againstRt.seeds, place.againstRt.processes], [6, 10]);
  assert.ok(place.contenders.length >= 4);
  const difference =
    mlp.training.find(({ estimator, outcome }: { estimator: string; outcome: string }) =>
      estimator === "r2g2" && outcome === "test-log-likelihood"
    ).differenceToRt;
  assert.ok(difference.low < difference.high && difference.pairs === 6);
});

Deno.test("what was not measured is null or absent, never a number", () => {
  const { models } = answer(["training"]);
  assert.ok(models.length > 0 && models.every(({ places }: { places: unknown[] }) => places.length === 0));
  assert.deepEqual(answer(["cost"]).models, []);
});
