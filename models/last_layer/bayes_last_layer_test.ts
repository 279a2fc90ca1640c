import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { foldIn, getEstimator, type Key, key, normal, useBackend } from "../../estimators/mod.ts";
import { bayesLastLayer, type BayesLastLayerOptions } from "./bayes_last_layer.ts";
import { blockGradients } from "../model_gradients.ts";
import { fixedFeatures, trainedFeatures } from "../layers/feature_body.ts";
import { gaussianVector } from "../layers/gaussian_vector.ts";
import { Adam } from "../optimisers/adam.ts";
import { trainStep } from "../train_step.ts";

const SMALL = { key: key(1), classes: 3, trainingExamples: 30, rank: 2 };
const BODIES = {
  fixed: (own: Key) => fixedFeatures({ pixels: 6, features: 4, key: own }),
  trained: (own: Key) => trainedFeatures({ widths: [6, 5, 4], key: own }),
};

/** Three clusters that a linear classifier of the features can tell apart. */
function batch(count: number) {
  return tf.tidy(() => {
    const classes = Array.from({ length: count }, (_, i) => i % 3);
    const centres = tf.gather(tf.mul(2, normal(key(2), [3, 6])), tf.tensor1d(classes, "int32"));
    return {
      images: tf.add(centres, tf.mul(0.3, normal(key(3), [count, 6]))) as tf.Tensor2D,
      labels: tf.tensor1d(classes, "int32"),
    };
  });
}

for (const family of ["diagonal", "full", "low-rank"] as const) {
  for (const [name, body] of Object.entries(BODIES)) {
    Deno.test(`a ${family} last layer on ${name} features: R2-G2 has RT's value and mean gradient, nothing leaks`, async () => {
      await useBackend("wasm", { blas: "off" });
      const start = tf.memory().numTensors;
      const model = bayesLastLayer({ ...SMALL, family, body });
      const data = batch(4);
      const before = tf.memory().numTensors;
      const [rt, r2g2] = ["rt", "r2g2"].map((own) =>
        blockGradients(model, data, { estimator: getEstimator(own), key: key(4) })
      );
      const gaps = model.blocks.map(({ layer, block }, i) => {
        const gap = tf.tidy(() =>
          tf.max(tf.abs(tf.sub(rt!.gradients[i]!, r2g2!.gradients[i]!))).dataSync()[0]!
        );
        return [`${layer} ${block}`, gap > 1e-5];
      });
      const factor = family === "low-rank" ? [["last-layer/factor scale", true]] : [];
      assert.deepEqual(gaps, [
        ["last-layer mean", false],
        ["last-layer scale", true],
        ...factor,
        ["last-layer upstream", true],
      ]);
      const [a, b] = [rt!.value.dataSync()[0]!, r2g2!.value.dataSync()[0]!];
      assert.ok(Math.abs(a - b) < 1e-5, `${a} and ${b}`);
      tf.dispose([rt!, r2g2!].flatMap(({ value, gradients }) => [value, ...gradients]));
      assert.equal(tf.memory().numTensors, before);
      tf.dispose([data.images, data.labels]);
      model.dispose();
      assert.equal(tf.memory().numTensors, start);
    });
  }
}

Deno.test("a trained body learns with a full posterior; its predictive distribution sums to one", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = bayesLastLayer({ ...SMALL, body: BODIES.trained });
  const optimiser = new Adam([...model.parameters.values()], { learningRate: 0.02 });
  const data = batch(30);
  const step = (index: number) =>
    trainStep(model, optimiser, data, { estimator: getEstimator("r2g2"), key: foldIn(key(5), index) });
  const body = model.parameters.get("body1/weights")!;
  const was = [...body.dataSync()];
  const first = (await step(0)).loss;
  for (let index = 1; index < 50; index++) await step(index);
  const last = (await step(50)).loss;
  assert.ok(last < first - 0.3, `from ${first} to ${last}`);
  assert.notDeepEqual([...body.dataSync()], was);
  const predictive = model.logPredictive(data.images, {
    estimator: getEstimator("rt"),
    key: key(6),
    samples: 5,
  });
  for (const total of tf.sum(tf.exp(predictive), -1).dataSync()) assert.ok(Math.abs(total - 1) < 1e-5);
  const classes = [...tf.argMax(predictive, -1).dataSync()];
  const right = classes.filter((found, i) => found === i % 3).length;
  assert.ok(right >= 27, `${right} of 30 classes`);
  optimiser.dispose();
  model.dispose();
});

const BAD: readonly (readonly [Partial<BayesLastLayerOptions>, RegExp])[] = [
  [{ classes: 0 }, /classes is 0; wanted at least 1/],
  [{ trainingExamples: 0 }, /trainingExamples is 0/],
  [{ family: "low-rank", rank: 0 }, /rank is 0; wanted a whole number/],
  [{ initialScale: -1 }, /scale is -1; wanted a number above 0/],
  [{ body: (own) => trainedFeatures({ widths: [4], key: own }) }, /wanted at least pixels and features/],
];

for (const [options, message] of BAD) {
  Deno.test(`a last layer refuses what it cannot be: ${message.source}`, () => {
    assert.throws(() => bayesLastLayer({ ...SMALL, body: BODIES.fixed, ...options }), message);
  });
}

Deno.test("a vector starts with the variances that it is asked for", async () => {
  await useBackend("cpu");
  for (const family of ["diagonal", "full", "low-rank"] as const) {
    const vector = gaussianVector({ family, variables: 400, rank: 3, scale: 0.5, key: key(7) });
    const noise = normal(key(8), [60, vector.family().noiseSize]);
    const spread = tf.sqrt(tf.mean(tf.square(vector.family().applyRoot(noise)))).dataSync()[0]!;
    assert.ok(Math.abs(spread - 0.5) < 0.05, `${family}: ${spread}`);
    tf.dispose(Object.values(vector.parameters));
  }
  assert.throws(
    () => gaussianVector({ family: "full", variables: 3, common: 1, key: key(0) }),
    /common is 1/,
  );
});
