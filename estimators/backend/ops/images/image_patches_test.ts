import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { assertClose, testOnBackends, uniforms } from "../../testing.ts";
import { imagePatches } from "./image_patches.ts";

const CASES: readonly { images: [number, number, number, number]; size: number; units: number }[] = [
  { images: [2, 4, 5, 3], size: 3, units: 4 },
  { images: [2, 3, 2, 30], size: 3, units: 2 },
  { images: [1, 1, 1, 5], size: 3, units: 3 },
  { images: [2, 3, 4, 2], size: 5, units: 3 },
  { images: [3, 2, 2, 6], size: 1, units: 2 },
];

testOnBackends("patches times a filter is the convolution, with both gradients", {
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
