import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  type Estimator,
  estimatorNames,
  foldIn,
  getEstimator,
  key,
  uniform,
  useBackend,
} from "../../estimators/mod.ts";
import { bnnCnn, CNN_PLACEMENT, cnnLayers } from "./cnn.ts";
import { blockGradients, parameterGradients } from "../model_gradients.ts";
import { chosenByLayer, parseLayerRules } from "../layer_choice.ts";
import { modelSupports } from "../model_supports.ts";
import { Adam } from "../optimisers/adam.ts";
import { trainStep } from "../train_step.ts";

const SMALL = { trainingExamples: 50, width: 2, hidden: [6], classes: 4, initialLogScale: -2 };

function batch(count: number) {
  const labels = tf.tensor1d(Array.from({ length: count }, (_, i) => i % 4), "int32");
  return { images: uniform(key(1), [count, 3072]) as tf.Tensor2D, labels };
}

/** The paper's placement of an estimator on trial. */
function placed(trial: Estimator) {
  return chosenByLayer(parseLayerRules(CNN_PLACEMENT), trial);
}

for (const name of estimatorNames()) {
  Deno.test(`the Bayesian VGG-11 takes ${name} in its last convolutions, or says which layer does not`, async () => {
    await useBackend("wasm", { blas: "off" });
    const model = bnnCnn({ key: key(2), ...SMALL });
    const data = batch(3);
    const estimator = placed(getEstimator(name));
    const before = tf.memory().numTensors;
    if (modelSupports(model, data, estimator) !== true) {
      assert.throws(
        () => parameterGradients(model, data, { estimator, key: key(3) }),
        /^UnsupportedError: conv5: /,
      );
      return model.dispose();
    }
    const { value, gradients } = blockGradients(model, data, { estimator, key: key(3) });
    const shapes = new Map(
      model.blocks.map(({ layer, block }, i) => [`${layer} ${block}`, gradients[i]!.shape.join()]),
    );
    assert.deepEqual(
      ["conv1 mean", "conv1 upstream", "conv5 scale", "conv5 upstream", "conv8 upstream", "dense1 upstream"]
        .map((block) => shapes.get(block)),
      ["27,2", undefined, "72,16", "3,4,4,8", "3,2,2,16", "3,16"],
    );
    for (const gradient of gradients) assert.ok((await gradient.data()).every(Number.isFinite));
    tf.dispose([value, ...gradients]);
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
    assert.equal(tf.memory().numTensors, before - model.parameters.size);
  });
}

Deno.test("without noise value and gradient are those of convolutions, ReLU and pools", async () => {
  await useBackend("cpu");
  const model = bnnCnn({ key: key(4), ...SMALL, initialLogScale: -12 });
  const data = batch(2);
  const { value, gradients } = parameterGradients(model, data, {
    estimator: getEstimator("rt"),
    key: key(5),
  });
  const names = ["conv1/mean", "conv3/mean", "conv8/mean"];
  const get = (name: string) => model.parameters.get(name) as unknown as tf.Tensor2D;
  const network = () => {
    let pixels = tf.reshape(data.images, [2, 32, 32, 3]) as tf.Tensor4D;
    for (const layer of cnnLayers(1).filter((layer) => layer.startsWith("conv"))) {
      const filters = get(`${layer}/mean`);
      const [inputs, outputs] = [pixels.shape[3], filters.shape[1]];
      pixels = tf.relu(tf.conv2d(pixels, tf.reshape(filters, [3, 3, inputs, outputs]), 1, "same"));
      if (["conv1", "conv2", "conv4", "conv6", "conv8"].includes(layer)) {
        pixels = tf.maxPool(pixels, 2, 2, "valid");
      }
    }
    const hidden = tf.relu(tf.matMul(tf.reshape(pixels, [2, 16]) as tf.Tensor2D, get("dense1/mean")));
    const logits = tf.matMul(hidden as tf.Tensor2D, get("dense2/mean"));
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(data.labels, 4)), -1))) as tf.Scalar;
  };
  const expected = tf.variableGrads(network, names.map((name) => model.parameters.get(name)!));
  const kl = [...model.parameters].filter(([name]) => name.endsWith("/mean")).reduce(
    (sum, [, means]) =>
      sum + [...means.dataSync()].reduce((total, m) => total + (Math.exp(-24) + m ** 2 - 1) / 2 + 12, 0),
    0,
  );
  const found = value.dataSync()[0]! - kl / SMALL.trainingExamples;
  const wanted = expected.value.dataSync()[0]!;
  assert.ok(Math.abs(found - wanted) < 2e-3, `${found}, wanted ${wanted}`);
  for (const name of names) {
    const at = [...model.parameters.keys()].indexOf(name);
    const prior = tf.div(get(name), SMALL.trainingExamples);
    const distance = tf.norm(
      tf.sub(tf.sub(gradients[at]!, prior), expected.grads[model.parameters.get(name)!.name]!),
    );
    assert.ok(distance.dataSync()[0]! < 1e-3, `${name}: ${distance.dataSync()[0]}`);
  }
  model.dispose();
});

Deno.test("training with the paper's placement learns, and one weight sample is one for all images", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = bnnCnn({ key: key(6), ...SMALL, width: 4, initialLogScale: -5 });
  const optimiser = new Adam([...model.parameters.values()], { learningRate: 0.01 });
  const data = batch(8);
  const step = (index: number) =>
    trainStep(model, optimiser, data, { estimator: placed(getEstimator("rt")), key: foldIn(key(7), index) });
  const first = (await step(0)).loss;
  let tensors = 0;
  for (let index = 1; index < 40; index++) {
    await step(index);
    if (index === 1) tensors = tf.memory().numTensors;
  }
  assert.equal(tf.memory().numTensors, tensors);
  const last = (await step(40)).loss;
  assert.ok(last < first - 0.3, `from ${first} to ${last}`);
  const predict = (images: tf.Tensor2D) =>
    model.logPredictive(images, { estimator: getEstimator("rt"), key: key(8), samples: 3 });
  const all = predict(data.images);
  for (const total of tf.sum(tf.exp(all), -1).dataSync()) assert.ok(Math.abs(total - 1) < 1e-5);
  const two = predict(tf.slice(data.images, [0, 0], [2, -1]));
  two.dataSync().forEach((value, i) => assert.ok(Math.abs(value - all.dataSync()[i]!) < 1e-4));
  optimiser.dispose();
  model.dispose();
});

Deno.test("a Bayesian VGG-11 refuses what it cannot be or take", async () => {
  await useBackend("cpu");
  assert.throws(() => bnnCnn({ key: key(0), trainingExamples: 0, width: 1 }), /trainingExamples is 0/);
  assert.throws(() => bnnCnn({ key: key(0), trainingExamples: 1, width: 0 }), /width is 0; wanted a whole/);
  const model = bnnCnn({ key: key(0), ...SMALL });
  assert.deepEqual([...new Set(model.blocks.map(({ layer }) => layer))], cnnLayers(1));
  assert.throws(
    () => model.logPredictive(tf.zeros([1, 784]), { estimator: getEstimator("rt"), key: key(1) }),
    /images have 784 values; wanted 32 × 32 pixels of 3 colours, 3072 values/,
  );
  model.dispose();
});
