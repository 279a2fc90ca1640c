import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { antithetic, estimatorNames, getEstimator, key, normal, useBackend } from "../estimators/mod.ts";
import { bayesLastLayer } from "./last_layer/bayes_last_layer.ts";
import { parseLayerRules, withLayerRules } from "./layer_choice.ts";
import { fixedFeatures } from "./layers/feature_body.ts";
import { bnnCnn, CNN_PLACEMENT } from "./bnn/cnn.ts";
import { bnnMlp } from "./bnn/mlp.ts";
import { parameterGradients } from "./model_gradients.ts";
import { modelSupports } from "./model_supports.ts";
import type { Batch, Model } from "./types.ts";
import { vae } from "./vae/vae.ts";

const PIXELS = 6;
const data = (pixels: number): Batch => ({
  images: tf.tidy(() => tf.cast(tf.greater(normal(key(1), [2, pixels]), 0), "float32")) as tf.Tensor2D,
  labels: tf.tensor1d([0, 1], "int32"),
});
const VAE = { key: key(2), pixels: PIXELS, latents: 4, hidden: 3 };
const LAST = { key: key(2), classes: 2, trainingExamples: 10 };
const body = (own: ReturnType<typeof key>) => fixedFeatures({ pixels: PIXELS, features: 3, key: own });

/** One of each kind that the zoo has, small. */
const MODELS: readonly (readonly [name: string, make: () => Model, pixels: number])[] = [
  ["mlp", () => bnnMlp({ key: key(2), trainingExamples: 10, widths: [PIXELS, 4, 2] }), PIXELS],
  ["cnn", () => {
    const cnn = bnnCnn({ key: key(2), trainingExamples: 10, width: 1, hidden: [2], classes: 2 });
    return withLayerRules(cnn, parseLayerRules(CNN_PLACEMENT));
  }, 3072],
  ["vae1", () => vae(VAE), PIXELS],
  ["vae2, all latents", () => vae({ ...VAE, layers: 2, treated: "all" }), PIXELS],
  ["vae2, an inference map", () => vae({ ...VAE, layers: 2, treated: ["latent1-inference"] }), PIXELS],
  ["vae1-dreg", () => vae({ ...VAE, objective: { bound: "iwae", samples: 2, gradient: "dreg" } }), PIXELS],
  ["last layer, full", () => bayesLastLayer({ ...LAST, body }), PIXELS],
  ["last layer, low-rank", () => bayesLastLayer({ ...LAST, body, family: "low-rank" }), PIXELS],
];

for (const [name, make, pixels] of MODELS) {
  for (const estimator of estimatorNames().map(getEstimator)) {
    Deno.test(`${name} says whether it takes ${estimator.name}, and its gradient agrees`, async () => {
      await useBackend("wasm", { blas: "off" });
      const [model, batch] = [make(), data(pixels)];
      const before = tf.memory().numTensors;
      const supported = modelSupports(model, batch, estimator);
      assert.equal(tf.memory().numTensors, before);
      const gradient = () => parameterGradients(model, batch, { estimator, key: key(3) });
      if (supported === true) {
        const { value, gradients } = gradient();
        assert.ok(gradients.every((each) => each.dataSync().every(Number.isFinite)));
        tf.dispose([value, ...gradients]);
      } else {
        assert.throws(gradient, { name: "UnsupportedError", message: supported });
      }
      model.dispose();
      tf.dispose([batch.images, batch.labels!]);
    });
  }
}

Deno.test("the reason names the layer or the objective; a plan is asked like its estimator", async () => {
  await useBackend("cpu");
  const batch = data(PIXELS);
  const [plain, weighted] = [vae(VAE), vae({ ...VAE, objective: { bound: "iwae", samples: 2 } })];
  const [lrt, score, r2g2] = ["lrt", "score", "r2g2"].map(getEstimator);
  assert.match(String(modelSupports(plain, batch, lrt!)), /^latent1: lrt does not support this layer: /);
  assert.match(String(modelSupports(weighted, batch, score!)), /^objective iwae plain: .*score function/);
  assert.ok(modelSupports(plain, batch, score!) === true);
  assert.ok(modelSupports(plain, batch, getEstimator("rt-antithetic*2")) === true);
  assert.ok(modelSupports(weighted, batch, antithetic(r2g2!)) === true);
  assert.match(String(modelSupports(plain, batch, antithetic(lrt!))), /^latent1: /);
});

Deno.test("a fault of the estimator or the batch is no lack of support", async () => {
  await useBackend("cpu");
  const broken = {
    ...getEstimator("rt"),
    draw(): never {
      throw new RangeError("broken");
    },
  };
  assert.throws(() => modelSupports(vae(VAE), data(PIXELS), broken), /broken/);
  const mlp = bnnMlp({ key: key(2), trainingExamples: 10, widths: [PIXELS, 4, 2] });
  assert.throws(() => modelSupports(mlp, { images: data(PIXELS).images }, getEstimator("rt")), /no labels/);
});
