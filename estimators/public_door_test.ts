// What a user of plain JavaScript gets wrong has a clear answer, never a wrong number.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { conditionalNoise } from "./conditional_noise.ts";
import { diagonal } from "./families/diagonal.ts";
import { gradients, gradientSamples } from "./gradients.ts";
import { preactivations } from "./preactivations.ts";
import { denseMap, denseMapFromKernel } from "./linalg/linear_map.ts";
import { bits, foldIn, integers, type Key, key, permutation, split } from "./random/mod.ts";
import { normal, uniform } from "./random/tensors.ts";
import { estimatorNames, getEstimator } from "./registry.ts";
import { testOnBackends, testOnCpu } from "./testing/backends.ts";

const [batch, m, n] = [3, 2, 4];
const loss = (z: tf.Tensor) => tf.sum(tf.square(z), -1);
const makeSite = () => ({
  map: denseMap(normal(key(1), [m, n])),
  family: diagonal(normal(key(2), [batch, n]), tf.add(0.3, uniform(key(3), [batch, n]))),
});

testOnBackends("pre-activations never drop a log-density", () => {
  const site = makeSite();
  const before = tf.memory().numTensors;
  for (const name of estimatorNames()) {
    const estimator = getEstimator(name);
    if (estimator.supports(site) !== true) continue;
    const weighs = tf.tidy(() => estimator.draw(site, key(0)).logProb !== undefined);
    const draw = () => preactivations(estimator, site, key(0)).dispose();
    if (weighs) {
      assert.throws(draw, /preactivations: score weighs a log-density .*use gradients or gradientSamples/);
    } else draw();
    // What the message says to use works.
    const { value, blocks } = gradients(estimator, site, key(0), { loss });
    tf.dispose([value, ...Object.values(blocks)]);
  }
  assert.equal(tf.memory().numTensors, before);
});

testOnCpu("a seed where a key is wanted is a TypeError that says what to write", () => {
  const site = makeSite();
  const seed = 3 as unknown as Key;
  const rt = getEstimator("rt");
  const wrong: Readonly<Record<string, () => unknown>> = {
    preactivations: () => preactivations(rt, site, seed),
    gradients: () => gradients(rt, site, seed, { loss }),
    gradientSamples: () => [...gradientSamples(rt, site, seed, { loss, count: 1 })],
    normal: () => normal(seed, [2]),
    uniform: () => uniform(seed, [2]),
    split: () => split(seed, 2),
    foldIn: () => foldIn(seed, 2),
    bits: () => bits(seed, 2),
    integers: () => integers(seed, 2, 5),
    permutation: () => permutation(seed, 5),
  };
  for (const [name, call] of Object.entries(wrong)) {
    assert.throws(
      call,
      (error: unknown) =>
        error instanceof TypeError && /is 3; wanted a key, which key\(3\) makes/.test(error.message),
      name,
    );
  }
  for (const value of [undefined, null, "3", {}, 3n]) {
    const call = () => normal(value as unknown as Key, [2]);
    assert.throws(
      call,
      (error: unknown) => error instanceof TypeError && /wanted a key, which key\(/.test(error.message),
    );
  }
  assert.throws(() => key("3" as unknown as number), /seed is "3"; wanted an integer from 0/);
  const noise = key(0) as unknown as tf.Tensor;
  assert.throws(() => conditionalNoise(site, noise), /noise is not a tensor; wanted standard normals/);
  const name = "rt" as unknown as typeof rt;
  assert.throws(() => preactivations(name, site, key(0)), /estimator is "rt"; wanted one from getEstimator/);
});

testOnCpu("a tfjs kernel in place of a map names the orientation and the helper", () => {
  const { family } = makeSite();
  const kernel = normal(key(1), [n, m]);
  const draw = (map: ReturnType<typeof denseMap>) =>
    preactivations(getEstimator("rt"), { map, family }, key(0));
  assert.throws(() => draw(denseMap(kernel)), /\[m, n\].*outputs × inputs.*denseMapFromKernel/);
  // Another mismatch is no kernel.
  assert.throws(
    () => draw(denseMap(tf.zeros([n + 1, n + 2]))),
    (error: Error) => !/Kernel/.test(error.message),
  );
  assert.throws(
    () => denseMap([[1, 2]] as unknown as tf.Tensor),
    /denseMap: matrix is not a tensor; .*\[m, n\]/,
  );
  assert.throws(
    () => denseMapFromKernel(tf.zeros([3])),
    /denseMapFromKernel: kernel has shape \[3\]; wanted \[n, m\]/,
  );
});

testOnBackends(
  "a kernel's map is that of its transpose, and gradients reach the kernel",
  () =>
    tf.tidy(() => {
      const { family } = makeSite();
      for (const shape of [[n, m], [batch, n, m]]) {
        const kernel = normal(key(1), shape);
        const turned = tf.transpose(kernel, shape.length === 2 ? [1, 0] : [0, 2, 1]);
        const z = (map: ReturnType<typeof denseMap>) =>
          preactivations(getEstimator("r2g2"), { map, family }, key(0));
        assert.deepEqual(z(denseMapFromKernel(kernel)).dataSync(), z(denseMap(turned)).dataSync());
        const ofKernel = tf.grad((k: tf.Tensor) => tf.sum(tf.square(z(denseMapFromKernel(k)))))(kernel);
        const ofMatrix = tf.grad((w: tf.Tensor) => tf.sum(tf.square(z(denseMap(w)))))(turned);
        assert.deepEqual(ofKernel.shape, kernel.shape);
        const back = tf.transpose(ofMatrix, shape.length === 2 ? [1, 0] : [0, 2, 1]);
        assert.deepEqual(ofKernel.dataSync(), back.dataSync());
      }
    }),
);
