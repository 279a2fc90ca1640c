import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { getEstimator, key, normal, useBackend } from "../../estimators/mod.ts";
import { type Batch, digits, type GradientBlock, type Model } from "../../models/mod.ts";
import { mean } from "../stats/mod.ts";
import { disposeBatch, testBatch, trainingBatches } from "./batches.ts";
import { gradientVariance } from "./gradient_variance.ts";
import { interleave } from "./interleave.ts";

/** Gradient ε of a shape, standard normal: the trace of its covariance is its size. */
function noiseModel(size: number): Model {
  const parameter = tf.variable(tf.zeros([1, size]));
  const block: GradientBlock = { layer: "only", block: "mean", source: { parameter: "p" } };
  return {
    name: "noise",
    options: {},
    parameters: new Map([["p", parameter]]),
    blocks: [block],
    objective(_batch, { key: drawKey }) {
      const losses = tf.sum(tf.mul(parameter, normal(drawKey, [1, size])), -1);
      return { passes: [{ losses, draws: [] }] };
    },
    dispose: () => parameter.dispose(),
  };
}

Deno.test("the pairs' mean is the trace of the gradient's covariance", async () => {
  await useBackend("cpu");
  const model = noiseModel(9);
  const [metric] = await gradientVariance(model, {} as Batch, {
    estimator: getEstimator("rt"),
    key: key(1),
    pairs: 800,
    at: { step: 3 },
  });
  assert.deepEqual([metric!.layer, metric!.block, metric!.at], ["only", "mean", { step: 3, dimension: 9 }]);
  // ½‖g − g′‖² is chi-squared with 9 degrees of freedom here: mean 9, variance 18.
  assert.ok(Math.abs(mean(metric!.values) - 9) < 5 * Math.sqrt(18 / 800), `mean ${mean(metric!.values)}`);
  model.dispose();
});

Deno.test("candidates take turns, warm-up is not counted, the clock is the one that is given", async () => {
  const order: string[] = [];
  let now = 0;
  const candidate = (name: string, ms: number) => ({
    name,
    run: () => {
      order.push(name);
      now += ms;
      return Promise.resolve();
    },
  });
  const times = await interleave([candidate("a", 2), candidate("b", 5)], {
    rounds: 3,
    warmup: 1,
    clock: () => now,
  });
  assert.equal(order.join(""), "abababab");
  assert.deepEqual(times, [[2, 2, 2], [5, 5, 5]]);
});

Deno.test("step t's batch is a function of the key and t; test batches are binarised once", async () => {
  await useBackend("cpu");
  const options = { batchSize: 5, key: key(2), binarised: true };
  const [a, b, c] = [trainingBatches(digits(), options), trainingBatches(digits(), options)].flatMap((
    source,
    i,
  ) => i === 0 ? [source.at(7)] : [source.at(7), source.at(8)]);
  assert.deepEqual(await a!.images.data(), await b!.images.data());
  assert.notDeepEqual(await b!.images.data(), await c!.images.data());
  assert.ok([...await a!.images.data()].every((pixel) => pixel === 0 || pixel === 1));
  const test = testBatch(digits(), 4, key(3));
  assert.deepEqual(test.images.shape, [4, 784]);
  [a!, b!, c!, test].forEach(disposeBatch);
});
