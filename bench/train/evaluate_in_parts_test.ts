import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { key, useBackend } from "../../estimators/mod.ts";
import { digits, type Split, type ZooModel } from "../../models/mod.ts";
import { evaluateInParts } from "./evaluate_in_parts.ts";

await useBackend("cpu");
const dataset = digits();

/** A test split whose labels were asked for, one after another. */
function watched(split: Split) {
  const asked: number[] = [];
  const labels = (indices: ArrayLike<number>) => {
    asked.push(...Array.from(indices));
    return split.labels(indices);
  };
  return { asked, dataset: { ...dataset, test: { ...split, labels } } };
}

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
    const { zoo, parts } = constantClassifier(3);
    const { asked, dataset: own } = watched(dataset.test);
    const shares: number[] = [];
    const found = await evaluateInParts(zoo, { dataset: own, examples, samples, key: key(0) }, (share) => {
      shares.push(share);
    });
    assert.deepEqual(parts, expected);
    assert.equal(new Set(asked).size, examples, "every example once");
    const right = [...dataset.test.labels(asked)].filter((label) => label === 3).length / examples;
    assert.ok(Math.abs(found["test-accuracy"]!.value - right) < 1e-12);
    const logLikelihood = right * Math.log(0.91) + (1 - right) * Math.log(0.01);
    assert.ok(Math.abs(found["test-log-likelihood"]!.value - logLikelihood) < 1e-5);
    assert.equal(found["test-log-likelihood"]!.unit, "nats");
    // Always as sure of it: one bin, so that parts must not be averaged after the absolute value.
    assert.ok(Math.abs(found["test-calibration-error"]!.value - Math.abs(0.91 - right)) < 1e-6);
    assert.ok(Math.abs(shares.at(-1)! - 1) < 1e-12);
  });
}

Deno.test("more examples than the split has: the whole split, once", async () => {
  const { zoo, parts } = constantClassifier(0);
  const test = { ...dataset.test, count: 30 };
  await evaluateInParts(zoo, { dataset: { ...dataset, test }, examples: 1e6, samples: 500, key: key(0) });
  assert.deepEqual(parts, [20, 10]);
});

Deno.test("random examples: the key's, the same again, others under another key", async () => {
  const chosen = async (seed: number) => {
    const { asked, dataset: own } = watched(dataset.test);
    await evaluateInParts(constantClassifier(0).zoo, {
      dataset: own,
      examples: 40,
      samples: 1,
      key: key(seed),
    });
    return asked;
  };
  const first = await chosen(0);
  assert.deepEqual(await chosen(0), first);
  assert.notDeepEqual(await chosen(1), first);
  assert.ok(Math.max(...first) > 40, "not the first ones");
});

Deno.test("no tensor is left", async () => {
  const { zoo } = constantClassifier(0);
  const before = tf.memory().numTensors;
  await evaluateInParts(zoo, { dataset, examples: 12, samples: 2000, key: key(0) });
  assert.equal(tf.memory().numTensors, before);
});
