/**
 * Matrix products of training steps at batch 80, with a BLAS library and without.
 *
 * Rates are in each row's name: GFLOP/s, the median of a short run before the bench starts.
 * `deno bench -R=. --allow-ffi=<absolute path of the library> estimators/backend/products/products_bench.ts`
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../platforms/use_backend.ts";
import { uniforms } from "../testing.ts";
import type { WasmBackend } from "../wasm/heap.ts";
import { blasProduct } from "./blas.ts";
import { openBlas } from "./libraries.ts";
import { portableProduct } from "./portable.ts";
import type { Product } from "./product.ts";

await useBackend("wasm", { blas: "off" });
const backend = tf.backend() as unknown as WasmBackend;
const blas = openBlas("auto");
const products: [string, Product][] = [["wasm", portableProduct(backend)]];
if ("sgemm" in blas) products.unshift([`${blas.vendor}, ${blas.threads} threads`, blasProduct(blas)]);

/** Name, shapes as stored, and which of them are transposed. */
const STEPS: readonly (readonly [string, number[], number[], string])[] = [
  ["1024³", [1024, 1024], [1024, 1024], ""],
  ["1024³, both transposed", [1024, 1024], [1024, 1024], "ab"],
  ["VAE, 784 inputs forward", [80, 784], [784, 200], ""],
  ["VAE, their weights' gradient", [80, 784], [80, 200], "a"],
  ["VAE, hidden layer forward", [80, 200], [200, 200], ""],
  ["VAE, hidden layer backward", [80, 200], [200, 200], "b"],
  ["MLP, hidden layer forward", [80, 1024], [1024, 1024], ""],
  ["MLP, its weights' gradient", [80, 1024], [80, 1024], "a"],
  ["MLP, hidden layer backward", [80, 1024], [1024, 1024], "b"],
  ["a matrix per example", [80, 200, 50], [80, 50, 50], ""],
  ["a Gram matrix per example", [80, 50, 200], [80, 50, 200], "b"],
  ["one map for all positions", [80, 16, 576], [576, 64], ""],
];

for (const [group, shapeA, shapeB, turned] of STEPS) {
  const [a, b] = [shapeA, shapeB].map((shape, i) =>
    tf.tensor(uniforms(tf.util.sizeFromShape(shape), i), shape as [number])
  );
  const [transposeA, transposeB] = [turned.includes("a"), turned.includes("b")];
  const inner = shapeA.at(transposeA ? -2 : -1) ?? 0;
  for (const [label, product] of products) {
    const once = () => {
      const c = product({ backend, a: a!, b: b!, transposeA, transposeB });
      backend.disposeData(c.dataId);
      return 2 * tf.util.sizeFromShape(c.shape) * inner;
    };
    Deno.bench({ name: `${label}: ${rate(once)} GFLOP/s`, group, fn: () => void once() });
  }
}

/** Operations per nanosecond: the median of 15 runs. */
function rate(once: () => number): string {
  const rates = Array.from({ length: 15 }, () => {
    const start = performance.now();
    const operations = once();
    return operations / (performance.now() - start) / 1e6;
  }).sort((x, y) => x - y);
  return (rates[7] ?? 0).toFixed(1);
}
