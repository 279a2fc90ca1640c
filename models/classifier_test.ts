import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { foldIn, getEstimator, key, Replays, useBackend } from "../estimators/mod.ts";
import type { BayesianClassifier } from "./classifier.ts";
import { batchAt, build } from "./testing/training_pair.ts";

await useBackend("wasm", { blas: "off" });

for (
  const name of ["mlp-small", "transformer", "cnn-small", "bayes-last-layer", "bayes-hidden-layer-low-rank"]
) {
  Deno.test(`${name}: predictive passes that are replayed have the bits of eager ones`, () => {
    const model = build(name) as BayesianClassifier;
    const replays = new Replays();
    let kernels: number[] = [];
    const before = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) {
      const { images, labels } = batchAt(name, { step, size: 2 });
      const options = { estimator: getEstimator("rt"), samples: 4, key: foldIn(key(5), step) };
      const [eager, replayed] = [options, { ...options, replays }].map((own) => {
        const predictive = model.logPredictive(images, own);
        const values = predictive.dataSync();
        predictive.dispose();
        return values;
      });
      assert.deepEqual(replayed, eager);
      kernels = [...kernels, replays.kernels?.length ?? 0];
      tf.dispose([images, labels ?? []]);
      // Parameters that change in between count with their new values.
      for (const parameter of model.parameters.values()) {
        tf.tidy(() => parameter.assign(tf.mul(parameter, 0.9)));
      }
    }
    assert.ok(kernels.every((count) => count > 0), `nothing was captured: ${kernels}`);
    assert.equal(tf.memory().numTensors, before);
    replays.dispose();
    model.dispose();
  });
}
