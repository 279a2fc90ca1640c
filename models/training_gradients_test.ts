import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { estimatorNames, getEstimator, key, useBackend } from "../estimators/mod.ts";
import { parameterGradients, trainingGradients } from "./model_gradients.ts";
import { modelSupports } from "./model_supports.ts";
import { batchAt, build } from "./testing/training_pair.ts";

/** Gradients by mean and log-scale from those by mean and variance, and the divergence's. */
function completed(
  model: ReturnType<typeof build>,
  found: ReturnType<typeof trainingGradients>,
): tf.Tensor[] {
  const parameters = [...model.parameters.values()];
  const { layers, priorScale, trainingExamples } = model.posterior!;
  const gradients = [...found.gradients];
  layers.forEach(({ mean, logScale }, layer) => {
    const [i, j] = [parameters.indexOf(mean), parameters.indexOf(logScale)];
    const variance = found.variances[layer]!;
    const pull = 1 / trainingExamples / priorScale ** 2;
    gradients[i] = tf.add(gradients[i]!, tf.mul(mean, pull));
    const byLogScale = tf.mul(variance, tf.add(tf.mul(gradients[j]!, 2), pull));
    gradients[j] = tf.sub(byLogScale, 1 / trainingExamples);
  });
  return gradients;
}

function assertAlike(found: tf.Tensor, wanted: tf.Tensor, what: string): void {
  assert.deepEqual(found.shape, wanted.shape, what);
  const largest = tf.max(tf.abs(wanted)).dataSync()[0]!;
  const miss = tf.max(tf.abs(tf.sub(found, wanted))).dataSync()[0]!;
  assert.ok(miss <= 2e-5 * largest + 1e-9, `${what}: ${miss} of ${largest}`);
}

for (const backend of ["cpu", "wasm"] as const) {
  for (const name of ["mlp-small", "cnn-small"]) {
    Deno.test(`${name}: what an update completes is the gradient, on ${backend}`, async () => {
      await useBackend(backend, { blas: "off" });
      const model = build(name);
      const batch = batchAt(name, { step: 0, size: 2 });
      const tensors = tf.memory().numTensors;
      const names = [...estimatorNames(), "rt-antithetic", "rt*2"].filter((estimator) =>
        (backend === "wasm" || estimator === "rt") &&
        modelSupports(model, batch, getEstimator(estimator)) === true
      );
      for (const estimator of names) {
        tf.tidy(() => {
          const options = { estimator: getEstimator(estimator), key: key(3) };
          const whole = parameterGradients(model, batch, options);
          const found = trainingGradients(model, batch, options);
          assertAlike(found.value, whole.value, `${estimator}, value`);
          const parameters = [...model.parameters.keys()];
          completed(model, found).forEach((gradient, i) =>
            assertAlike(gradient, whole.gradients[i]!, `${estimator}, ${parameters[i]}`)
          );
          return [];
        });
      }
      assert.equal(tf.memory().numTensors, tensors);
      model.dispose();
      tf.dispose([batch.images, batch.labels!]);
    });
  }
}

Deno.test("of a model without Gaussian weights nothing is left to the update", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = build("vae1-narrow");
  const batch = batchAt("vae1-narrow", { step: 0, size: 2 });
  tf.tidy(() => {
    const options = { estimator: getEstimator("r2g2"), key: key(3) };
    const { gradients, variances } = trainingGradients(model, batch, options);
    assert.equal(variances.length, 0);
    const whole = parameterGradients(model, batch, options).gradients;
    gradients.forEach((gradient, i) => assert.deepEqual(gradient.dataSync(), whole[i]!.dataSync()));
  });
  model.dispose();
  batch.images.dispose();
});
