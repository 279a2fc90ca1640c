import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { key, useBackend } from "../../estimators/mod.ts";
import { digits, type ZooModel } from "../../models/mod.ts";
import { evaluateInParts } from "./evaluate_in_parts.ts";

await useBackend("cpu");
const dataset = digits();
const labels = (count: number) => [...dataset.test.labels(Array.from({ length: count }, (_, i) => i))];

/** Answers every image with the same class, and remembers how many it was asked for at a time. */
function constantClassifier(answer: number) {
  const parts: number[] = [];
  const logPredictive = (images: tf.Tensor2D) => {
    parts.push(images.shape[0]);
    const row = Float32Array.from({ length: 10 }, (_, c) => Math.log(c === answer ? 0.91 : 0.01));
    return tf.tidy(() => tf.tile(tf.tensor2d(row, [1, 10]), [images.shape[0], 1]));
  };
  const zoo = { kind: "classifier", model: { logPredictive } } as unknown as ZooModel;
  return { zoo, parts };
}

const cases: [examples: number, samples: number, parts: number[]][] = [
  [25, 1000, [10, 10, 5]],
  [25, 2, [25]],
  [520, 1, [500, 20]],
  [3, 20_000, [1, 1, 1]],
];
for (const [examples, samples, expected] of cases) {
  Deno.test(`${examples} examples, ${samples} samples: parts of ${expected}, weighted by their size`, async () => {
    const right = labels(examples).filter((label) => label === 3).length / examples;
    const { zoo, parts } = constantClassifier(3);
    const shares: number[] = [];
    const found = await evaluateInParts(zoo, { dataset, examples, samples, key: key(0) }, (share) => {
      shares.push(share);
    });
    assert.deepEqual(parts, expected);
    assert.ok(Math.abs(found["test-accuracy"]!.value - right) < 1e-12);
    const logLikelihood = right * Math.log(0.91) + (1 - right) * Math.log(0.01);
    assert.ok(Math.abs(found["test-log-likelihood"]!.value - logLikelihood) < 1e-5);
    assert.equal(found["test-log-likelihood"]!.unit, "nats");
    assert.ok(Math.abs(shares.at(-1)! - 1) < 1e-12);
  });
}

Deno.test("more examples than the split has: the whole split, once", async () => {
  const { zoo, parts } = constantClassifier(0);
  const test = { ...dataset.test, count: 30 };
  await evaluateInParts(zoo, { dataset: { ...dataset, test }, examples: 1e6, samples: 500, key: key(0) });
  assert.deepEqual(parts, [20, 10]);
});

Deno.test("no tensor is left", async () => {
  const { zoo } = constantClassifier(0);
  const before = tf.memory().numTensors;
  await evaluateInParts(zoo, { dataset, examples: 12, samples: 2000, key: key(0) });
  assert.equal(tf.memory().numTensors, before);
});
