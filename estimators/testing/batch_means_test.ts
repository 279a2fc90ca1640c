import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import type { GaussianSite } from "../types.ts";
import { diagonal } from "../families/diagonal.ts";
import { denseMap } from "../linalg/linear_map.ts";
import { key } from "../random/mod.ts";
import { getEstimator } from "../registry.ts";
import { testOnCpu } from "./backends.ts";
import { batchMeans } from "./batch_means.ts";

const site = (): GaussianSite => ({
  map: denseMap(tf.tensor2d([[2, 1]])),
  family: diagonal(tf.zeros([3, 2]), tf.ones([3, 2])),
});
const largest = (columns: readonly Float64Array[]) =>
  Math.max(...columns.flatMap((each) => [...each].map(Math.abs)));

testOnCpu("a composed estimator's passes are averaged: opposite noises cancel in a linear loss", () => {
  const problem = { site: site(), loss: (z: tf.Tensor) => tf.sum(z, -1) };
  const options = { key: key(1), batches: 4, drawsPerBatch: 2 };
  const [single, pair] = ["rt", "rt-antithetic"].map((name) =>
    batchMeans(getEstimator(name), problem, options)
  );
  assert.ok(largest(single!["scale"]!) > 0.1);
  assert.ok(largest(pair!["scale"]!) < 1e-6);
  assert.deepEqual(pair!["mean"], single!["mean"]);
});

testOnCpu("batches can be drawn piece by piece: each is a function of its number", () => {
  const problem = { site: site(), loss: (z: tf.Tensor) => tf.sum(z, -1) };
  const means = (from: number, batches: number) =>
    batchMeans(getEstimator("rt"), problem, { key: key(1), from, batches, drawsPerBatch: 2 })["scale"]!;
  const [first, second] = [means(0, 3), means(3, 2)];
  assert.deepEqual(first.map((each, i) => [...each, ...second[i]!]), means(0, 5).map((each) => [...each]));
});
