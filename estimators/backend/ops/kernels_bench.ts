/**
 * Kernels against tfjs's stock ones.
 *
 * ```sh
 * deno bench --no-prompt -R=. estimators/backend/ops/kernels_bench.ts
 * ```
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { key, normals } from "../../random/mod.ts";
import { normalsReference } from "../streams/streams.ts";
import { installKernels } from "./install.ts";
import { perExampleNoiseProduct } from "./mod.ts";

await tf.setBackend("wasm");
const size = 1_000_000;
const x = tf.tensor(normals(key(1), size));

// A stock kernel is held on to before its name is taken over.
const names = ["Tanh", "Exp", "Log", "Softplus"];
const stock = new Map(names.map((name) => [name, tf.getKernel(name, "wasm")!]));
installKernels(tf.backend());

for (const name of names) {
  for (
    const [label, kernel] of [["stock", stock.get(name)!], ["own", tf.getKernel(name, "wasm")!]] as const
  ) {
    Deno.bench({
      name: `${name}, 1e6 values, ${label}`,
      group: name,
      baseline: label === "stock",
      fn: () => {
        const call = { inputs: { x }, attrs: {}, backend: tf.backend() };
        tf.backend().disposeData((kernel.kernelFunc(call) as tf.TensorInfo).dataId);
      },
    });
  }
}

const out = tf.engine().runKernel("R2g2Normal", {}, { k0: 1, k1: 0, shape: [size] });
Deno.bench({
  name: "normals, 1e6, kernel on the heap",
  group: "normals",
  fn: () => tf.dispose(tf.engine().runKernel("R2g2Normal", {}, { k0: 1, k1: 0, shape: [size] })),
});
Deno.bench({ name: "normals, 1e6, kernel, copied", group: "normals", fn: () => void normals(key(1), size) });
Deno.bench({
  name: "normals, 1e6, TypeScript",
  group: "normals",
  fn: () => void normalsReference(key(1), size),
});
Deno.bench({
  name: "normals, 1e6, tf.randomNormal",
  group: "normals",
  baseline: true,
  fn: () => tf.randomNormal([size], 0, 1, "float32", 7).dispose(),
});
tf.dispose(out);

const [rows, inner, cols] = [16, 256, 1024];
const inputs = tf.tensor2d(normals(key(2), rows * inner), [rows, inner]);
const scale = tf.fill([inner, cols], 0.1) as tf.Tensor2D;
const scope = "per-example noise, 4.2e6 weights";
Deno.bench({
  name: `${scope}, forward`,
  group: "noise product",
  fn: () => perExampleNoiseProduct(inputs, scale, key(3)).dispose(),
});
const gradient = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
  perExampleNoiseProduct(a as tf.Tensor2D, b as tf.Tensor2D, key(3))
);
Deno.bench({
  name: `${scope}, forward and both gradients`,
  group: "noise product",
  fn: () => tf.dispose(gradient([inputs, scale])),
});
