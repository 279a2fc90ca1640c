import * as tf from "@tensorflow/tfjs";
import { key, normals, uniforms } from "../../../random/mod.ts";
import { close, on, type OperationCase, SETUPS, testOperations } from "../testing.ts";
import { perExampleNoiseProduct } from "./noise_product.ts";

const noiseKey = key(99);

testOperations(
  [[2, 3, 5], [3, 2, 16], [1, 4, 33], [4, 1, 1]].map((sizes) => noiseCase(sizes as [number, number, number])),
);

function noiseCase([rows, n, cols]: [number, number, number]): OperationCase {
  const stride = Math.ceil(cols / 16) * 16;
  const noise = normals(noiseKey, rows * n * stride);
  return {
    name: `perExampleNoiseProduct [${rows}, ${n}, ${cols}]`,
    shapes: { x: [rows, n], scale: [n, cols] },
    apply: ({ x, scale }) => perExampleNoiseProduct(x as tf.Tensor2D, scale as tf.Tensor2D, noiseKey),
    exact: ({ x, scale }) =>
      Array.from({ length: rows * cols }, (_, i) => {
        const [row, o] = [Math.floor(i / cols), i % cols];
        let z = 0;
        for (let k = 0; k < n; k++) {
          z += x![row * n + k]! * scale![k * cols + o]! * noise[(row * n + k) * stride + o]!;
        }
        return z;
      }),
  };
}

Deno.test("portable and kernel routes see the same noise", async () => {
  const results: Float32Array[] = [];
  for (const setup of SETUPS) {
    await on(setup, () => {
      const x = tf.tensor2d(uniforms(key(1), 12), [3, 4]);
      const scale = tf.tensor2d(uniforms(key(2), 4 * 21), [4, 21]);
      const z = perExampleNoiseProduct(x, scale, noiseKey);
      results.push(z.dataSync() as Float32Array);
      tf.dispose([x, scale, z]);
    });
  }
  close(results[0]!, [...results[1]!], "z");
});
