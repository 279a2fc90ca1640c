// Small problems with a strong signal: a score function's noise hides a wrong factor anywhere else.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "./types.ts";
import { diagonal } from "./families/diagonal.ts";
import { denseMap, inputMap } from "./linalg/linear_map.ts";
import { key } from "./random/mod.ts";
import { scoreFunction } from "./score_function.ts";
import { testOnBackends } from "./testing/backends.ts";
import { batchMeans } from "./testing/batch_means.ts";
import { expectedGradients } from "./testing/closed_form.ts";
import { type Quadratic, quadraticLoss } from "./testing/quadratic.ts";
import { detectableBias, testMeans } from "./testing/statistics.ts";

const objective: Quadratic = { units: [[0.5]], positions: [[1]], linear: [[1]] };
const batches = 65;
const drawsPerBatch = 24;
const bias = detectableBias({ coordinates: 5, batches, draws: batches * drawsPerBatch }).toFixed(2);

const sites: Readonly<Record<string, () => GaussianSite>> = {
  "leave-one-out over two examples": () => ({
    map: denseMap(tf.tensor2d([[1]])),
    family: diagonal(tf.tensor2d([[0], [0.3]]), tf.tensor2d([[1], [0.8]])),
  }),
  "one weight, one draw for two examples": () => ({
    map: inputMap(tf.tensor2d([[1], [0.8]])),
    family: diagonal(tf.tensor2d([[0.1]]), tf.tensor2d([[1]])),
  }),
};

for (const [name, make] of Object.entries(sites)) {
  testOnBackends(`unbiased with ${name} (family error 1e-4, detects ${bias} sd of a draw)`, () => {
    const site = make();
    const exact = expectedGradients(site, objective);
    const problem = { site, loss: quadraticLoss(objective) };
    const means = batchMeans(scoreFunction, problem, {
      key: key(1),
      batches,
      drawsPerBatch,
      separateCalls: true,
    });
    const references = { value: [exact.value], ...exact.blocks };
    const rejected = testMeans(
      Object.keys(references).flatMap((block) => means[block]!),
      Object.values(references).flatMap((values) => [...values]),
    );
    assert.deepEqual(rejected, []);
  });
}

testOnBackends("the log-density is differentiated, the drawn value is not", () =>
  tf.tidy(() => {
    const [mean, scale] = [tf.tensor2d([[0.5]]), tf.tensor2d([[2]])];
    const noise = tf.tensor2d([[1.5]]);
    const map = denseMap(tf.tensor2d([[3]]));
    const [ofMean, ofScale] = tf.grads((m: tf.Tensor, s: tf.Tensor) => {
      const { logProb, preactivations } = scoreFunction.draw({ map, family: diagonal(m, s) }, noise);
      return tf.add(tf.sum(logProb!), tf.mul(0, tf.sum(preactivations))) as tf.Scalar;
    })([mean, scale]);
    // ε / σ and (ε² − 1) / σ.
    assert.ok(Math.abs(ofMean!.dataSync()[0]! - 0.75) < 1e-6);
    assert.ok(Math.abs(ofScale!.dataSync()[0]! - 0.625) < 1e-6);
  }));
