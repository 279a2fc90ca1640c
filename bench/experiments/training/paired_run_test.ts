import assert from "node:assert/strict";
import { type Key, key, useBackend } from "../../../estimators/mod.ts";
import { digits } from "../../../models/mod.ts";
import { PairedRun } from "./paired_run.ts";

Deno.test("a run is as long as its budget, its curve aligned, its numbers the seed's", async () => {
  await useBackend("wasm", { blas: "off" });
  const dataset = digits();
  const settings = {
    model: "vae1-narrow",
    estimator: "r2g2",
    dataset,
    batchSize: 4,
    testExamples: 3,
    testSamples: 2,
  };
  const keys = { parameters: key(1), batches: key(2), training: key(3), evaluation: key(4) };
  const curve = async (training: Key) => {
    const run = new PairedRun({
      ...settings,
      budget: { kind: "steps", limit: 4 },
      keys: { ...keys, training },
    });
    for (const share of [0, 0.5, 1]) await run.advanceTo(share);
    const found = Object.fromEntries(run.metrics().map(({ name, values }) => [name, values]));
    run.dispose();
    return found;
  };
  const [first, again, other] = [await curve(key(3)), await curve(key(3)), await curve(key(5))];
  assert.deepEqual(first["evaluation-step"], [0, 2, 4]);
  assert.equal(first["test-bound"]!.length, 3);
  assert.deepEqual(again, first);
  assert.notDeepEqual(other["test-bound"], first["test-bound"]);
  const flops = first["evaluation-flops"]!;
  assert.ok(flops[1]! > 0 && flops[2] === 2 * flops[1]!, `operations ${flops}`);
});
