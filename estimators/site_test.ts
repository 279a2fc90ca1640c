import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { diagonal } from "./families/diagonal.ts";
import { denseMap, inputMap } from "./linalg/linear_map.ts";
import { key } from "./random/mod.ts";
import { getEstimator } from "./registry.ts";
import { testOnBackends, testOnCpu } from "./testing/backends.ts";
import { batchOf, constant, gaussianSite, latentNoise, noiseFrom } from "./site.ts";

const family = (shape: number[]) => diagonal(tf.zeros(shape), tf.ones(shape));

testOnCpu("shapes that fit make a site, and others are named", () => {
  for (
    const [map, shape] of [
      [denseMap(tf.zeros([2, 3])), [3]],
      [denseMap(tf.zeros([2, 3])), [7, 3]],
      [denseMap(tf.zeros([7, 2, 3])), [3]],
      [denseMap(tf.zeros([7, 2, 3])), [7, 3]],
      [inputMap(tf.zeros([7, 3])), [3, 5]],
      [inputMap(tf.zeros([7, 4, 3])), [3, 5]],
    ] as const
  ) {
    const site = { map, family: family([...shape]) };
    assert.equal(gaussianSite(site), site);
  }
  for (
    const [map, shape, message] of [
      [denseMap(tf.zeros([2, 3])), [2], /matrix has shape \[2,3\] and the family's mean \[2\]/],
      [denseMap(tf.zeros([7, 2, 3])), [6, 3], /matrix has shape \[7,2,3\] and the family's mean \[6,3\]/],
      [denseMap(tf.zeros([2, 3])), [7, 1, 3], /wanted a mean of \[n\] or \[B, n\]/],
      [inputMap(tf.zeros([7, 3])), [3], /wanted a mean of \[n, O\]/],
      [inputMap(tf.zeros([7, 3])), [7, 3], /inputs \[B, P, n\]/],
    ] as const
  ) {
    assert.throws(() => gaussianSite({ map, family: family([...shape]) }), message);
  }
  const apart = { map: denseMap(tf.zeros([7, 2, 3])), family: diagonal(tf.zeros([3]), tf.ones([6, 3])) };
  assert.throws(() => gaussianSite(apart), /the map is for 7 examples, the family for 6/);
  const weights = { map: inputMap(tf.zeros([7, 3])), family: diagonal(tf.zeros([3, 5]), tf.ones([5])) };
  assert.throws(() => gaussianSite(weights), /wanted a mean of \[n, O\], and a scale of the same shape/);
});

testOnCpu("the batch is the map's or the family's; without either it has to be said", () => {
  const shared = denseMap(tf.zeros([2, 3]));
  assert.equal(batchOf({ map: denseMap(tf.zeros([7, 2, 3])), family: family([3]) }), 7);
  assert.equal(batchOf({ map: shared, family: family([5, 3]) }), 5);
  assert.equal(batchOf({ map: shared, family: family([3]) }, 4), 4);
  assert.throws(
    () => batchOf({ map: shared, family: family([3]) }),
    /neither map nor family has a batch axis/,
  );
  // No estimator draws from a key at such a site, and all draw from noise that says it.
  for (const name of ["rt", "score", "r2g2"]) {
    const site = { map: shared, family: family([3]) };
    assert.throws(() => getEstimator(name).draw(site, key(0)), /batch axis/, name);
    assert.deepEqual(getEstimator(name).draw(site, tf.zeros([4, 3])).preactivations.shape, [4, 2]);
  }
});

testOnCpu("noise has the shape that is wanted", () => {
  const site = { map: denseMap(tf.zeros([7, 2, 3])), family: family([3]) };
  assert.equal(latentNoise(site, key(0)).shape.join(), "7,3");
  assert.throws(() => latentNoise(site, tf.zeros([6, 3])), /noise has shape \[6,3\]; .* want \[7,3\]/);
  assert.throws(() => latentNoise(site, tf.zeros([3])), /noise has shape \[3\]; this site wants \[B, 3\]/);
  assert.throws(() => noiseFrom(tf.zeros([2, 3]), [3, 2]), RangeError);
});

testOnBackends(
  "nothing is differentiated through a constant, and other paths still are",
  () =>
    tf.tidy(() => {
      const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(x, constant(() => tf.square(x)))));
      assert.deepEqual([...gradient(tf.tensor1d([2, 3])).dataSync()], [4, 9]);
    }),
);
