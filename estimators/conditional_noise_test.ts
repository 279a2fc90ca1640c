import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { conditionalNoise } from "./conditional_noise.ts";
import { diagonal } from "./families/diagonal.ts";
import { denseMap, inputMap } from "./linalg/linear_map.ts";
import { key } from "./random/mod.ts";
import { normal, uniform } from "./random/tensors.ts";
import { assertNoLeak, testOnBackends, testOnCpu } from "./testing/backends.ts";

const makeSite = () => ({
  map: denseMap(normal(key(1), [2, 6])),
  family: diagonal(normal(key(2), [5, 6]), tf.add(0.3, uniform(key(3), [5, 6]))),
});

testOnBackends("all solvers find the same conditional noise, and say how", () =>
  tf.tidy(() => {
    const site = makeSite();
    const noise = normal(key(4), [5, 6]);
    const exact = conditionalNoise(site, noise);
    assert.deepEqual(exact.noise.shape, [5, 6]);
    assert.equal(exact.iterations, 0);
    const published = conditionalNoise(site, noise, { solver: "cg" });
    assert.ok(published.iterations > 0 && published.residual > 0);
    const difference = (other: { noise: tf.Tensor }) =>
      tf.max(tf.abs(tf.sub(exact.noise, other.noise))).dataSync()[0]!;
    assert.equal(difference(conditionalNoise(site, noise, { solver: "cholesky" })), 0);
    assert.ok(difference(published) < 5e-3);
    assert.ok(difference(conditionalNoise(site, noise, { solver: "cg", maxIterations: 1 })) > 1e-2);
  }));

testOnBackends("nothing is left behind but the noise", () => {
  const site = makeSite();
  const noise = normal(key(4), [5, 6]);
  for (const solver of ["cholesky", "cg"] as const) {
    assertNoLeak(() => conditionalNoise(site, noise, { solver }).noise.dispose());
  }
});

testOnCpu("a weight site, another shape and bad options are refused", () => {
  const site = makeSite();
  const weights = { map: inputMap(tf.zeros([5, 6])), family: diagonal(tf.zeros([6, 2]), tf.ones([6, 2])) };
  assert.throws(() => conditionalNoise(weights, tf.zeros([5, 2])), /layer's weights/);
  assert.throws(() => conditionalNoise(site, tf.zeros([4, 6])), /noise has shape \[4,6\]/);
  assert.throws(
    () => conditionalNoise(site, tf.zeros([5, 6]), { solver: "cg", tolerance: -1 }),
    /tolerance is -1/,
  );
});
