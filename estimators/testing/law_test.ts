// The test of the law of z, tested: what has another law must be rejected, what has this one must not.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { Estimator } from "../types.ts";
import { diagonal } from "../families/diagonal.ts";
import { denseMap, inputMap } from "../linalg/linear_map.ts";
import { key } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";
import { getEstimator } from "../registry.ts";
import { tidyDraw } from "../site.ts";
import { activate } from "./backends.ts";
import { testLaw } from "./law.ts";

const rt = getEstimator("rt");
const options = { key: key(71), batches: 65, drawsPerBatch: 96, source: "noise" } as const;
const scales = (shape: number[]) => tf.add(0.3, uniform(key(3), shape));
const latent = () => ({
  map: denseMap(normal(key(1), [2, 3])),
  family: diagonal(normal(key(2), [2, 3]), scales([2, 3])),
});
const positions = () => ({
  map: inputMap(tf.add(0.5, normal(key(1), [2, 3, 4]))),
  family: diagonal(normal(key(2), [4, 2]), scales([4, 2])),
});

/** RT with its noise changed on the way. */
function withNoise(name: string, change: (noise: tf.Tensor) => tf.Tensor): Estimator {
  return {
    ...rt,
    name,
    draw: (site, source) => tidyDraw(() => rt.draw(site, change(source as tf.Tensor))),
  };
}

Deno.test("RT has the law, at a latent site and over positions (family error 1e-4)", async () => {
  await activate("wasm");
  assert.deepEqual(testLaw(rt, { site: latent() }, options), []);
  for (const name of ["rt", "r2g2"]) {
    assert.deepEqual(testLaw(getEstimator(name), { site: positions() }, options), [], name);
  }
  assert.deepEqual(testLaw(getEstimator("r2g2"), { site: latent() }, { ...options, source: "key" }), []);
});

const wrong: readonly Estimator[] = [
  withNoise("scaled by 1.1", (noise) => tf.mul(1.1, noise)),
  withNoise("shifted by .15", (noise) => tf.add(0.15, noise)),
  // Signs: the covariance is right, and only a fourth moment tells.
  withNoise("of two values", (noise) => tf.sub(tf.mul(2, tf.cast(tf.greaterEqual(noise, 0), "float32")), 1)),
];

for (const estimator of wrong) {
  Deno.test(`noise ${estimator.name} is rejected`, async () => {
    await activate("wasm");
    assert.ok(testLaw(estimator, { site: latent() }, options).length > 0);
  });
}

Deno.test("positions drawn independently are rejected, by the covariances between them alone", async () => {
  await activate("wasm");
  const rejected = testLaw(getEstimator("lrt-independent-positions"), { site: positions() }, options);
  assert.ok(rejected.length > 0);
  // Means come first, then covariances in rows of a triangle: entry (i, j) of the 6 × 6 matrix of an example.
  const diagonal = Array.from({ length: 6 }, (_, i) => i * (i + 1) / 2 + i);
  for (const { coordinate } of rejected) {
    const pair = coordinate % (6 + 21 + 6) - 6;
    assert.ok(pair >= 0 && pair < 21 && !diagonal.includes(pair), `coordinate ${coordinate}`);
  }
});
