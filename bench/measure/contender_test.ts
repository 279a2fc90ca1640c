import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { getEstimator, key, useBackend } from "../../estimators/mod.ts";
import { digits, zooEntry } from "../../models/mod.ts";
import { mean } from "../stats/mod.ts";
import { disposeBatch, trainingBatches } from "./batches.ts";
import { contenderOptions, largerBatches } from "./contender.ts";
import { totalVariance } from "./total_variance.ts";

Deno.test("a larger minibatch holds the examples of several, in their order, and leaves nothing behind", async () => {
  await useBackend("cpu");
  const source = trainingBatches(digits(), { batchSize: 4, key: key(1), binarised: true });
  const before = tf.memory().numTensors;
  const large = largerBatches(source, 3);
  const batch = large.at(2);
  assert.equal(tf.memory().numTensors, before + 2);
  assert.equal(large.perEpoch, Math.floor(source.perEpoch / 3));
  const parts = [6, 7, 8].map((step) => source.at(step));
  const flat = (tensors: (tf.Tensor | undefined)[]) => tensors.flatMap((tensor) => [...tensor!.dataSync()]);
  assert.deepEqual(flat([batch.images]), flat(parts.map(({ images }) => images)));
  assert.deepEqual(flat([batch.labels]), flat(parts.map(({ labels }) => labels)));
  [batch, ...parts].forEach(disposeBatch);
  assert.equal(largerBatches(source, 1), source);
});

Deno.test("total variance falls with the examples, all of it", async () => {
  await useBackend("wasm", { blas: "off" });
  const { model } = zooEntry("vae1-narrow").build(digits(), key(0));
  const source = trainingBatches(digits(), { batchSize: 8, key: key(2), binarised: true });
  const variances: number[] = [];
  for (const times of [1, 4]) {
    const metrics = await totalVariance(model, largerBatches(source, times), {
      estimator: getEstimator("rt"),
      key: key(3),
      pairs: 24,
      from: 0,
    });
    variances.push(mean(metrics[0]!.values));
  }
  const ratio = variances[0]! / variances[1]!;
  assert.ok(ratio > 3 && ratio < 5.3, `a quarter of the variance of four times the examples: ${ratio}`);
  model.dispose();
});

Deno.test("what identifies a contender is structured; what it cannot be is said", async () => {
  await useBackend("cpu");
  assert.deepEqual(contenderOptions({ estimator: "rt", batch: 2 }), { batch: 2 });
  assert.deepEqual(contenderOptions({ estimator: "rt*4" }), { draws: 4 });
  const source = trainingBatches(digits(), { batchSize: 4, key: key(1), binarised: false });
  for (const batch of [0, 1.5, -1, NaN]) {
    assert.throws(() => contenderOptions({ estimator: "rt", batch }), /batch is .*; wanted a whole number/);
    assert.throws(() => largerBatches(source, batch), /batch is .*; wanted a whole number/);
  }
  assert.throws(
    () => largerBatches(source, source.perEpoch + 1),
    /an epoch has \d+ minibatches: wanted no more/,
  );
});
