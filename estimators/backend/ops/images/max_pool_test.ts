import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { assertClose, testOnBackends, uniforms } from "../../testing.ts";

testOnBackends("max-pooling has the gradient that differences give, and ties share it out once", {
  body() {
    const x = random([2, 4, 6, 5], 4) as tf.Tensor4D;
    const dy = random([2, 2, 3, 5], 5);
    const pool = (x: tf.Tensor4D) => tf.maxPool(x, 2, 2, "valid");
    const gradient = tf.tidy(() => tf.grad((x) => pool(x as tf.Tensor4D))(x, dy).dataSync());
    const values = x.dataSync();
    const loss = (at: number, by: number) =>
      tf.tidy(() => {
        const moved = Float32Array.from(values);
        moved[at]! += by;
        return tf.sum(tf.mul(pool(tf.tensor4d(moved, x.shape)), dy)).dataSync()[0]!;
      });
    const step = 2 ** -10;
    const differences = Array.from(
      values.subarray(0, 60),
      (_, i) => (loss(i, step) - loss(i, -step)) / (2 * step),
    );
    assertClose([gradient.subarray(0, 60), differences], { tolerance: 5e-3, what: "gradient" });
    const flat = tf.tidy(() =>
      tf.grad((x) => pool(x as tf.Tensor4D))(tf.ones([1, 2, 2, 1]), tf.ones([1, 1, 1, 1])).dataSync()
    );
    assert.equal(Array.from(flat).reduce((sum, value) => sum + value, 0), 1);
    tf.dispose([x, dy]);
  },
});

testOnBackends("overlapping and padded windows pool as on the cpu backend", {
  body() {
    const x = tf.tensor4d([1, 5, 2, 4, 3, 9, 7, 8, 6], [1, 3, 3, 1]);
    const gradient = tf.tidy(() =>
      tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 3, 2, "same"))(
        x,
        tf.tensor4d([1, 10, 100, 1000], [1, 2, 2, 1]),
      )
        .dataSync()
    );
    // Largest of the corners' windows: 5, 9, 8, 9.
    assert.deepEqual([...gradient], [0, 1, 0, 0, 0, 1010, 0, 100, 0]);
    x.dispose();
  },
});

function random(shape: number[], seed: number): tf.Tensor {
  return tf.tensor(uniforms(shape.reduce((size, extent) => size * extent, 1), seed), shape as [number]);
}
