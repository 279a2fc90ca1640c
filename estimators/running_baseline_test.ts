import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "./backend/mod.ts";
import { diagonal } from "./families/diagonal.ts";
import { gradients } from "./gradients.ts";
import { denseMap } from "./linalg/linear_map.ts";
import { foldIn, key } from "./random/mod.ts";
import { baselineOf, runningBaseline, withLoss } from "./running_baseline.ts";
import { getEstimator } from "./registry.ts";

Deno.test("a running baseline is the decayed mean, from the first loss on", () => {
  const start = runningBaseline({ decay: 0.5 });
  const one = withLoss(start, 4);
  const two = withLoss(one, 1);
  assert.deepEqual([start, one, two].map(baselineOf), [0, 4, (0.5 * 4 + 1) / 1.5]);
  assert.equal(baselineOf(one), 4, "an earlier state stays as it is");
});

Deno.test("it takes most of a score function's variance where losses are far from zero", async () => {
  await useBackend("cpu");
  const site = {
    map: denseMap(tf.tensor2d([[1]])),
    family: diagonal(tf.fill([1, 1], 0.5), tf.ones([1, 1])),
  };
  const loss = (z: tf.Tensor) => tf.add(100, tf.squeeze(z, [1]));
  let baseline = runningBaseline();
  const [plain, kept] = [[], []] as number[][];
  for (let step = 0; step < 300; step++) {
    const draw = (own: number) =>
      tf.tidy(() => {
        const { value, blocks } = gradients(getEstimator("score"), site, foldIn(key(1), step), {
          loss,
          baseline: own,
        });
        return { loss: value.dataSync()[0]!, mean: blocks["mean"]!.dataSync()[0]! } as never;
      }) as { loss: number; mean: number };
    plain!.push(draw(0).mean);
    const found = draw(baselineOf(baseline));
    kept!.push(found.mean);
    baseline = withLoss(baseline, found.loss);
  }
  const moments = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
  };
  const [without, running] = [moments(plain!), moments(kept!.slice(1))];
  assert.ok(running.variance < without.variance / 100, `${running.variance} of ${without.variance}`);
  assert.ok(
    Math.abs(running.mean - 1) < 5 * Math.sqrt(running.variance / 299),
    `mean ${running.mean}, wanted 1`,
  );
});

Deno.test("a baseline refuses what it cannot be", () => {
  for (const decay of [1, -0.1, NaN]) {
    assert.throws(() => runningBaseline({ decay }), /decay is .*; wanted a number of at least 0 and below 1/);
  }
  assert.throws(() => withLoss(runningBaseline(), NaN), /loss is NaN; wanted a finite number/);
});
