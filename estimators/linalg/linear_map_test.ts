import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { key } from "../random/mod.ts";
import { normal } from "../random/tensors.ts";
import { testOnBackends, testOnCpu } from "../testing/backends.ts";
import { column, matrices, multiply, transpose } from "./matrix.ts";
import { applyMap, applyMapTransposed, denseMap, inputMap, withMatrix } from "./linear_map.ts";

for (const shape of [[3, 2], [4, 3, 2], [1, 1], [4, 1, 5]]) {
  testOnBackends(
    `products with a map of shape [${shape}] are the plain ones, example by example`,
    () =>
      tf.tidy(() => {
        const map = denseMap(normal(key(1), shape));
        const all = matrices(map.matrix);
        const of = (b: number) => all[map.batch === undefined ? 0 : b]!;
        const check = (
          size: number,
          product: (v: tf.Tensor) => tf.Tensor,
          twin: (b: number) => number[][],
        ) => {
          const vectors = normal(key(2), [4, size]);
          const given = matrices(vectors)[0]!;
          matrices(product(vectors))[0]!.forEach((row, b) => {
            const wanted = multiply(twin(b), column(given[b]!)).flat();
            row.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) < 1e-5));
          });
        };
        check(map.inputs, (v) => applyMap(map, v), of);
        check(map.outputs, (v) => applyMapTransposed(map, v), (b) => transpose(of(b)));
      }),
  );
}

testOnBackends("a map is differentiated in the matrix and in the vector", () =>
  tf.tidy(() => {
    for (const shape of [[3, 2], [4, 3, 2]]) {
      const map = denseMap(normal(key(1), shape));
      const vectors = normal(key(2), [4, 2]);
      const weights = normal(key(3), [4, 3]);
      const [ofMatrix, ofVectors] = tf.grads((m: tf.Tensor, v: tf.Tensor) =>
        tf.sum(tf.mul(weights, applyMap(withMatrix(map, m), v))) as tf.Scalar
      )([map.matrix, vectors]);
      const outer = tf.mul(tf.expandDims(weights, -1), tf.expandDims(vectors, 1));
      const wanted = map.batch === undefined ? tf.sum(outer, 0) : outer;
      assert.ok(tf.max(tf.abs(tf.sub(ofMatrix!, wanted))).dataSync()[0]! < 1e-5);
      const pulled = applyMapTransposed(map, weights);
      assert.ok(tf.max(tf.abs(tf.sub(ofVectors!, pulled))).dataSync()[0]! < 1e-5);
    }
  }));

testOnCpu("sizes are read off the shape", () => {
  const sizes = (
    { kind, outputs, inputs, batch }: ReturnType<typeof denseMap>,
  ) => [kind, outputs, inputs, batch];
  assert.deepEqual(sizes(denseMap(tf.zeros([3, 2]))), ["dense", 3, 2, undefined]);
  assert.deepEqual(sizes(denseMap(tf.zeros([7, 3, 2]))), ["dense", 3, 2, 7]);
  assert.deepEqual(sizes(inputMap(tf.zeros([7, 2]))), ["inputs", 1, 2, 7]);
  assert.deepEqual(sizes(inputMap(tf.zeros([7, 3, 2]))), ["inputs", 3, 2, 7]);
});

testOnCpu("a matrix of another rank or with an empty axis is refused, with its shape", () => {
  assert.throws(() => denseMap(tf.zeros([3])), /denseMap: matrix has shape \[3\]; wanted \[m, n\]/);
  assert.throws(() => denseMap(tf.zeros([3, 0])), RangeError);
  assert.throws(() => inputMap(tf.zeros([2, 3, 4, 5])), /inputMap: matrix has shape \[2,3,4,5\]/);
});
