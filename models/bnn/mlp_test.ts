import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { estimatorNames, foldIn, getEstimator, key, normal, useBackend } from "../../estimators/mod.ts";
import { bnnMlp } from "./mlp.ts";
import { blockGradients, parameterGradients } from "../model_gradients.ts";
import { modelSupports } from "../model_supports.ts";
import { Adam } from "../optimisers/adam.ts";
import { DivergedError, trainStep } from "../train_step.ts";

const SMALL = { trainingExamples: 100, widths: [6, 5, 3], initialLogScale: -1 };

function batch(count: number) {
  const labels = tf.tensor1d(Array.from({ length: count }, (_, i) => i % 3), "int32");
  return { images: normal(key(1), [count, 6]) as tf.Tensor2D, labels };
}

for (const name of estimatorNames()) {
  Deno.test(`the Bayesian MLP with ${name}, where it is supported: blocks have their shapes, nothing leaks`, async () => {
    await useBackend("cpu");
    const model = bnnMlp({ key: key(2), ...SMALL });
    const data = batch(4);
    const before = tf.memory().numTensors;
    const estimator = getEstimator(name);
    if (modelSupports(model, data, estimator) !== true) return model.dispose(); // model_supports_test.ts says why
    const { value, gradients } = blockGradients(model, data, { estimator, key: key(3) });
    assert.deepEqual(
      model.blocks.map(({ layer, block }, i) => `${layer} ${block} ${gradients[i]!.shape}`),
      ["dense1 mean 6,5", "dense1 scale 6,5", "dense2 mean 5,3", "dense2 scale 5,3", "dense2 upstream 4,5"],
    );
    assert.ok(Number.isFinite((await value.data())[0]));
    tf.dispose([value, ...gradients]);
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
    assert.equal(tf.memory().numTensors, before - model.parameters.size);
  });
}

Deno.test("without noise the objective is cross-entropy plus the closed-form KL per example", async () => {
  await useBackend("cpu");
  const [priorScale, logScale] = [0.5, -12];
  const model = bnnMlp({ key: key(4), ...SMALL, priorScale, initialLogScale: logScale });
  const data = batch(4);
  const { value } = parameterGradients(model, data, { estimator: getEstimator("rt"), key: key(5) });
  const get = (name: string) => model.parameters.get(name)! as unknown as tf.Tensor2D;
  const logits = tf.matMul(tf.relu(tf.matMul(data.images, get("dense1/mean"))), get("dense2/mean"));
  const crossEntropy =
    tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(data.labels, 3)))).dataSync()[0]! / 4;
  const kl = ["dense1", "dense2"].flatMap((layer) => [...get(`${layer}/mean`).dataSync()])
    .reduce((sum, mean) => {
      const ratio = (Math.exp(2 * logScale) + mean ** 2) / priorScale ** 2;
      return sum + 0.5 * (ratio - 1) + Math.log(priorScale) - logScale;
    }, 0);
  const [found, wanted] = [(await value.data())[0]!, crossEntropy + kl / 100];
  assert.ok(Math.abs(found - wanted) < 1e-3, `${found}, wanted ${wanted}`);
  model.dispose();
});

Deno.test("K samples are K independent passes: the gradient's noise shrinks, its keys differ", async () => {
  await useBackend("cpu");
  const model = bnnMlp({ key: key(6), ...SMALL });
  const data = batch(4);
  const spread = (samples: number) => {
    const draws = Array.from({ length: 60 }, (_, i) => {
      const { gradients } = blockGradients(model, data, {
        estimator: getEstimator("rt"),
        key: foldIn(key(7), i),
        samples,
      });
      return gradients[0]!;
    });
    return tf.tidy(() => tf.sum(tf.moments(tf.stack(draws), 0).variance).dataSync()[0]!);
  };
  const ratio = spread(1) / spread(8);
  assert.ok(ratio > 4 && ratio < 16, `variance falls by ${ratio}; 8 samples should give about 8`);
  model.dispose();
});

Deno.test("training with LRT learns, and the predictive distribution sums to one", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = bnnMlp({ key: key(8), ...SMALL, initialLogScale: -4 });
  const optimiser = new Adam([...model.parameters.values()], { learningRate: 0.02 });
  const data = batch(30);
  const step = (index: number) =>
    trainStep(model, optimiser, data, { estimator: getEstimator("lrt"), key: foldIn(key(9), index) });
  const first = (await step(0)).loss;
  for (let index = 1; index < 60; index++) await step(index);
  const last = (await step(60)).loss;
  assert.ok(last < first - 0.2, `from ${first} to ${last}`);
  const predictive = model.logPredictive(data.images, {
    estimator: getEstimator("lrt"),
    key: key(10),
    samples: 5,
  });
  for (const total of tf.sum(tf.exp(predictive), -1).dataSync()) assert.ok(Math.abs(total - 1) < 1e-5);
  optimiser.dispose();
  model.dispose();
});

Deno.test("a diverged step is an error that names the model, the step and the parameters", async () => {
  await useBackend("cpu");
  const model = bnnMlp({ key: key(11), ...SMALL });
  const optimiser = new Adam([...model.parameters.values()], { learningRate: 0.1 });
  model.parameters.get("dense1/mean")!.assign(tf.fill([6, 5], NaN));
  const data = batch(4);
  const before = tf.memory().numTensors;
  await assert.rejects(
    trainStep(model, optimiser, data, { estimator: getEstimator("rt"), key: key(12) }),
    (error: unknown) =>
      error instanceof DivergedError && /mlp diverged at step 1: loss NaN.*dense1\/mean/.test(error.message),
  );
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("a Bayesian MLP refuses what it cannot be", () => {
  assert.throws(() => bnnMlp({ key: key(0), trainingExamples: 0 }), /trainingExamples is 0/);
  assert.throws(
    () => bnnMlp({ key: key(0), trainingExamples: 10, widths: [4] }),
    /wanted at least input and output/,
  );
});
