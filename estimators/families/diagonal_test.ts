import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { key } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";
import { testOnBackends, testOnCpu } from "../testing/backends.ts";
import { assertBlockClose } from "../testing/gradients_of.ts";
import { diagonal, type DiagonalFamily, diagonalLogScale, diagonalVariance } from "./diagonal.ts";

const parts = (shape: number[]) => ({
  mean: normal(key(1), shape),
  scale: tf.add(0.3, uniform(key(2), shape)),
});
const makers: Readonly<Record<string, (shape: number[]) => DiagonalFamily>> = {
  diagonal: (shape) => {
    const { mean, scale } = parts(shape);
    return diagonal(mean, scale);
  },
  diagonalLogScale: (shape) => {
    const { mean, scale } = parts(shape);
    return diagonalLogScale(mean, tf.log(scale));
  },
  diagonalVariance: (shape) => {
    const { mean, scale } = parts(shape);
    return diagonalVariance(mean, tf.square(scale));
  },
};

for (const [name, make] of Object.entries(makers)) {
  testOnBackends(`${name}: density and divergence are the sums of the textbook's`, () =>
    tf.tidy(() => {
      for (const shape of [[4], [3, 4]]) {
        const family = make(shape);
        const { mean, scale } = parts(shape);
        const [m, s] = [mean.dataSync(), scale.dataSync()];
        const value = normal(key(3), [3, 4]);
        const v = value.dataSync();
        const wide = shape.length === 2;
        const at = (b: number, k: number) => wide ? 4 * b + k : k;
        const density = Array.from({ length: 3 }, (_, b) =>
          [0, 1, 2, 3].reduce((sum, k) => {
            const u = (v[4 * b + k]! - m[at(b, k)]!) / s[at(b, k)]!;
            return sum - 0.5 * u * u - Math.log(s[at(b, k)]!) - 0.5 * Math.log(2 * Math.PI);
          }, 0));
        assertBlockClose(family.logDensity(value).dataSync(), density, 1e-5);
        const prior = 0.7;
        const divergence = Array.from({ length: wide ? 3 : 1 }, (_, b) =>
          [0, 1, 2, 3].reduce((sum, k) => {
            const [mu, sigma] = [m[at(b, k)]!, s[at(b, k)]!];
            return sum + Math.log(prior / sigma) + (sigma ** 2 + mu ** 2) / (2 * prior ** 2) - 0.5;
          }, 0));
        assertBlockClose(family.klToPrior(prior).dataSync(), divergence, 1e-5);
      }
    }));

  testOnBackends(`${name}: the root and its transpose, the map and the root as one`, () =>
    tf.tidy(() => {
      for (const shape of [[4], [3, 4]]) {
        const family = make(shape);
        const noise = normal(key(4), [3, 4]);
        const scaled = tf.mul(noise, parts(shape).scale).dataSync();
        assertBlockClose(family.applyRoot(noise).dataSync(), scaled, 1e-6);
        assertBlockClose(family.applyRootTransposed(noise).dataSync(), scaled, 1e-6);
        for (const matrix of [normal(key(5), [2, 4]), normal(key(5), [3, 2, 4])]) {
          const root = family.timesRoot(matrix);
          const product = tf.sum(tf.mul(root, tf.expandDims(noise, 1)), -1).dataSync();
          const apart = tf.sum(tf.mul(matrix, tf.expandDims(family.applyRoot(noise), 1)), -1).dataSync();
          assertBlockClose(product, apart, 1e-5);
        }
        assertBlockClose(family.variance().dataSync(), tf.square(parts(shape).scale).dataSync(), 1e-6);
        assertBlockClose(family.logScale().dataSync(), tf.log(parts(shape).scale).dataSync(), 1e-6);
        assertBlockClose(family.scale().dataSync(), parts(shape).scale.dataSync(), 1e-6);
      }
    }));
}

testOnCpu("rebuilt with other parameters it keeps its parametrisation and skips the check of values", () => {
  const family = diagonal(tf.zeros([2]), tf.ones([2]));
  const next = family.withParameters([tf.ones([2]), tf.tensor1d([-1, 2])]);
  assert.deepEqual(Object.keys(next.parameters), ["mean", "scale"]);
  assert.deepEqual(next.mean.arraySync(), [1, 1]);
  const log = diagonalLogScale(tf.zeros([2]), tf.zeros([2])).withParameters([tf.ones([2]), tf.ones([2])]);
  assert.deepEqual(Object.keys(log.parameters), ["mean", "logScale"]);
});

testOnCpu("a scale that is not a scale, or of another shape, is refused with its value", () => {
  const mean = tf.zeros([2]);
  for (const [bad, message] of [[0, "0"], [-1, "-1"], [NaN, "NaN"], [Infinity, "Infinity"]] as const) {
    assert.throws(
      () => diagonal(mean, tf.tensor1d([1, bad])),
      (error: Error) =>
        error instanceof RangeError && error.message.includes(`diagonal: scale[1] is ${message};`),
    );
  }
  assert.throws(() => diagonal(mean, tf.ones([3])), /scale has shape \[3\] but mean has \[2\]/);
  assert.throws(
    () => diagonalLogScale(mean, tf.ones([2, 3])),
    /logScale has shape \[2,3\] but mean has \[2\]/,
  );
  assert.throws(
    () => diagonal(tf.zeros([3, 2]), tf.ones([4, 2])),
    /scale has shape \[4,2\] but mean has \[3,2\]; wanted the same shape/,
  );
});

testOnBackends(
  "a scale by its variance has a gradient, of zero where the variance is zero",
  () =>
    tf.tidy(() => {
      const scaleOf = (variance: tf.Tensor) => tf.sum(diagonalVariance(tf.zeros([3]), variance).scale());
      const gradient = tf.grad(scaleOf)(tf.tensor1d([4, 0, 0.25])).dataSync();
      assertBlockClose(gradient, [0.25, 0, 1], 1e-6);
    }),
);
