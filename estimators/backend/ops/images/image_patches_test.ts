import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { addBias } from "../layers/column_sums.ts";
import { imagePatches } from "./image_patches.ts";
import { assertClose, testOnEngines, uniforms } from "../../testing.ts";

const CASES: readonly { images: [number, number, number, number]; size: number; units: number }[] = [
  { images: [2, 4, 5, 3], size: 3, units: 4 },
  { images: [2, 3, 2, 30], size: 3, units: 2 },
  { images: [1, 1, 1, 5], size: 3, units: 3 },
  { images: [2, 3, 4, 2], size: 5, units: 3 },
  { images: [3, 2, 2, 6], size: 1, units: 2 },
];

testOnEngines("patches times a filter is the convolution, with both gradients", {
  body() {
    for (const { images, size, units } of CASES) {
      const x = random(images, 1) as tf.Tensor4D;
      const filter = random([size, size, images[3], units], 2) as tf.Tensor4D;
      const dy = random([images[0], images[1], images[2], units], 3);
      const expected = valueAndGradients((x, w) => tf.conv2d(x, w, 1, "same"), [x, filter, dy]);
      const actual = valueAndGradients((x, w) => {
        const patches = imagePatches(x, { size });
        const product = tf.matMul(patches, tf.reshape(w, [1, patches.shape[2], units]));
        return tf.reshape(product, [images[0], images[1], images[2], units]);
      }, [x, filter, dy]);
      for (const [i, what] of ["value", "by image", "by filter"].entries()) {
        assertClose([actual[i]!, expected[i]!], { tolerance: 2e-5, what: `${what}, [${images}] ${size}` });
      }
      tf.dispose([x, filter, dy]);
    }
  },
});

testOnEngines("max-pooling has the gradient that differences give, and ties share it out once", {
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

testOnEngines("overlapping and padded windows pool as on the cpu engine", {
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

testOnEngines("a bias reaches every row, its gradient is the sum of the rows'", {
  body() {
    const [x, bias, dy] = [random([2, 3, 5], 6), random([5], 7), random([2, 3, 5], 8)];
    const run = (add: typeof addBias) =>
      tf.tidy(() => {
        const { value, grads } = tf.valueAndGrads((x, b) => add(x!, b!) as tf.Scalar)(
          [x, bias],
          dy as tf.Scalar,
        );
        return [value, ...grads].map((tensor) => [...tensor.dataSync()]);
      });
    const expected = run((x, b) => tf.add(x, b));
    run(addBias).forEach((values, i) =>
      assertClose([values, expected[i]!], { tolerance: 1e-6, what: `${i}` })
    );
    tf.dispose([x, bias, dy]);
  },
});

Deno.test("patches refuse what has no centre or no pixels", () => {
  assert.throws(() => imagePatches(tf.zeros([1, 4, 4, 1]), { size: 2 }), /size is 2; wanted an odd/);
  assert.throws(
    () => imagePatches(tf.zeros([4, 4]) as unknown as tf.Tensor4D),
    /shape \[4,4\]; wanted \[B, H/,
  );
});

function random(shape: number[], seed: number): tf.Tensor {
  return tf.tensor(uniforms(shape.reduce((size, extent) => size * extent, 1), seed), shape as [number]);
}

function valueAndGradients(
  convolve: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D,
  [x, filter, dy]: readonly [tf.Tensor4D, tf.Tensor4D, tf.Tensor],
): Float32Array[] {
  return tf.tidy(() => {
    const { value, grads } = tf.valueAndGrads((x, w) =>
      convolve(x as tf.Tensor4D, w as tf.Tensor4D) as unknown as tf.Scalar
    )([x, filter], dy as tf.Scalar);
    return [value, ...grads].map((tensor) => tensor.dataSync() as Float32Array);
  });
}
