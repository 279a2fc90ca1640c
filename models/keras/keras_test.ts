import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  input,
  layers,
  type LayersModel,
  loadLayersModel,
  model as functional,
  sequential,
} from "@tensorflow/tfjs-layers";
import { key, normal, useBackend } from "../../estimators/mod.ts";
import { bayesConv2d, bayesDense, gaussianLinear, toBayesian } from "./mod.ts";

await useBackend("cpu");
const x = normal(key(1), [32, 4]) as tf.Tensor2D;
const y = tf.tidy(() => tf.expandDims(tf.sum(x, -1), -1));
const klWeight = 1 / 32;

/** Losses of a few epochs. */
async function fit(model: LayersModel, inputs: tf.Tensor, outputs: tf.Tensor, epochs = 3): Promise<number[]> {
  model.compile({ optimizer: "adam", loss: "meanSquaredError" });
  const { history } = await model.fit(inputs, outputs, { epochs, verbose: 0, shuffle: false });
  return history["loss"] as number[];
}

async function savedAndLoaded(model: LayersModel): Promise<LayersModel> {
  let kept: tf.io.ModelArtifacts | undefined;
  await model.save(tf.io.withSaveHandler((artifacts) => {
    kept = artifacts;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
  }));
  return await loadLayersModel(tf.io.fromMemory(kept!));
}

const predicted = (
  model: LayersModel,
  inputs: tf.Tensor,
) => [...(model.predict(inputs) as tf.Tensor).dataSync()];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function assertNear(found: readonly number[], wanted: readonly number[]): void {
  assert.equal(found.length, wanted.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) < 1e-5, `${value} for ${wanted[i]}`));
}

for (const estimator of ["rt", "lrt", "flipout", "r2g2"]) {
  Deno.test(`a sequential model of Bayesian layers learns with ${estimator}`, async () => {
    const model = sequential({
      layers: [
        bayesDense({ units: 8, inputShape: [4], activation: "relu", estimator, klWeight }),
        bayesDense({ units: 1, estimator, klWeight }),
      ],
    });
    const losses = await fit(model, x, y, 40);
    assert.ok(losses.at(-1)! < losses[0]!, String(losses));
  });
}

Deno.test("the loss has the KL, by its weight", async () => {
  const [small, large] = await Promise.all([0, 1].map(async (klWeight) => {
    const model = sequential({ layers: [bayesDense({ units: 1, inputShape: [4], klWeight, name: "d" })] });
    const [mean] = model.getWeights();
    model.setWeights([tf.zeros(mean!.shape), ...model.getWeights().slice(1)]);
    return (await fit(model, x, y, 1))[0]!;
  }));
  // Four weights N(0, e^-6) against N(0, 1).
  assert.ok(Math.abs(large! - small! - 4 * (Math.exp(-6) / 2 + 3 - 0.5)) < 1e-3, `${large} and ${small}`);
});

Deno.test("draws differ from call to call in training, and predictions do not", () => {
  const layer = bayesDense({ units: 2, inputShape: [4] });
  const call = (kwargs: { training?: boolean }) => [...(layer.apply(x, kwargs) as tf.Tensor).dataSync()];
  assert.notDeepEqual(call({ training: true }), call({ training: true }));
  assert.deepEqual(call({}), call({}));
});

Deno.test("layers of one model draw independently and start apart; seed and name decide both", () => {
  const draws = (make: typeof bayesDense | typeof gaussianLinear, name: string, estimator: string) => {
    const layer = make({ units: 2, inputShape: [4], name, estimator });
    layer.build([null, 4]);
    const start = [...layer.getWeights()[0]!.dataSync()];
    layer.setWeights(layer.getWeights().map((weights, i) => i === 0 ? tf.onesLike(weights) : weights));
    return [start, [...(layer.apply(x, { training: true }) as tf.Tensor).dataSync()]];
  };
  for (const make of [bayesDense, gaussianLinear]) {
    for (const estimator of make === bayesDense ? ["rt", "lrt"] : ["rt"]) {
      const [one, other] = [draws(make, "one", estimator), draws(make, "other", estimator)];
      for (const part of [0, 1]) {
        assert.notDeepEqual(one[part], other[part], `${make.name} ${estimator} ${part}`);
      }
      assert.deepEqual(one, draws(make, "one", estimator));
    }
  }
});

Deno.test("a saved model predicts the same when it is loaded, and goes on training", async () => {
  const model = sequential({
    layers: [
      layers.dense({ units: 6, inputShape: [4] }),
      gaussianLinear({ units: 5, activation: "tanh", klWeight }),
      bayesDense({ units: 1, estimator: "r2g2", klWeight }),
    ],
  });
  await fit(model, x, y);
  const loaded = await savedAndLoaded(model);
  assertNear(predicted(loaded, x), predicted(model, x));
  const losses = await fit(loaded, x, y, 60);
  assert.ok(mean(losses.slice(-20)) < mean(losses.slice(0, 20)), String(losses));
  assert.equal(loaded.layers[2]!.getConfig()["estimator"], "r2g2");
});

Deno.test("a Gaussian latent adds its KL for the batch that was drawn", async () => {
  const loss = async (klWeight: number) => {
    const model = sequential({
      layers: [gaussianLinear({ units: 1, inputShape: [4], klWeight, seed: 3, name: "z" })],
    });
    return (await fit(model, x, y, 1))[0]!;
  };
  const [mean, logScale] = tf.split(x, 2, -1);
  const terms = tf.tidy(() =>
    tf.mean(
      tf.sum(
        tf.add(tf.mul(0.5, tf.add(tf.square(mean!), tf.exp(tf.mul(2, logScale!)))), tf.sub(-0.5, logScale!)),
        -1,
      ),
    )
  );
  const difference = await loss(1) - await loss(0);
  assert.ok(Math.abs(difference / terms.dataSync()[0]! - 1) < 1e-4, `${difference}, ${terms.dataSync()[0]}`);
});

Deno.test("a model that is made Bayesian predicts what it did, sequential and functional, and trains", async () => {
  const images = normal(key(2), [6, 5, 5, 2]);
  const plain = sequential({
    layers: [
      layers.conv2d({
        filters: 3,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
        inputShape: [5, 5, 2],
      }),
      layers.flatten(),
      layers.dense({ units: 4, name: "kept" }),
      layers.dense({ units: 1, activation: "tanh" }),
    ],
  });
  const start = input({ shape: [4] });
  const branch = layers.dense({ units: 4, activation: "relu" }).apply(start) as typeof start;
  const sum = layers.add().apply([start, branch]) as typeof start;
  const graph = functional({ inputs: start, outputs: layers.dense({ units: 1 }).apply(sum) as typeof start });
  for (
    const [model, inputs, classes] of [
      [plain, images, ["BayesConv2D", "Flatten", "Dense", "BayesDense"]],
      [graph, x, ["InputLayer", "BayesDense", "Add", "BayesDense"]],
    ] as const
  ) {
    const bayesian = await toBayesian(model, { klWeight, estimator: "r2g2", keep: ["kept"] });
    assert.deepEqual(bayesian.layers.map((layer) => layer.getClassName()), classes);
    assertNear(predicted(bayesian, inputs), predicted(model, inputs));
    const losses = await fit(bayesian, inputs, tf.ones([inputs.shape[0]!, 1]), 20);
    assert.ok(losses.at(-1)! < losses[0]!, String(losses));
  }
});

Deno.test("what cannot be Bayesian is refused with what to do", async () => {
  const strided = sequential({
    layers: [layers.conv2d({ filters: 1, kernelSize: 3, strides: 2, inputShape: [5, 5, 1] })],
  });
  await assert.rejects(toBayesian(strided), { message: /padding valid, strides 2,2.*name it in keep$/ });
  for (
    const other of [
      { strides: [1, 2] as [number, number] },
      { dilationRate: 2 as const },
      { dataFormat: "channelsFirst" as const },
    ]
  ) {
    const model = sequential({
      layers: [
        layers.conv2d({ filters: 1, kernelSize: 3, padding: "same", inputShape: [5, 5, 1], ...other }),
      ],
    });
    await assert.rejects(toBayesian(model), { message: /name it in keep$/ });
  }
  assert.throws(() => bayesConv2d({ filters: 0 }), {
    message: /filters is 0; wanted a positive whole number/,
  });
  const unbiased = sequential({
    layers: [layers.dense({ units: 1, useBias: false, inputShape: [2], name: "d" })],
  });
  await assert.rejects(toBayesian(unbiased), { message: /layer d has no bias/ });
  assert.throws(() => bayesDense({ units: 1, estimator: "rt*4" }), { message: /a layer draws once/ });
  assert.throws(() => bayesConv2d({ filters: 1, kernelSize: 2 }), {
    message: /kernelSize is 2; wanted an odd/,
  });
});
