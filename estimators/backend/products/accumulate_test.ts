import * as tf from "@tensorflow/tfjs";
import { currentInstallation } from "../ops/install.ts";
import { assertClose, BACKENDS, testOnBackends, uniforms } from "../testing.ts";
import type { WasmBackend } from "../wasm/heap.ts";
import { portableProduct } from "./portable.ts";
import type { Product } from "./product.ts";

/** [m, n, k]: tiles and parts of tiles, vectors, nothing to sum, nothing to write. */
const SIZES = [[4, 8, 8], [5, 9, 3], [1, 7, 9], [7, 1, 9], [130, 17, 300], [3, 4, 0], [0, 3, 2]] as const;

function check(name: string, product: Product): void {
  const backend = tf.backend() as unknown as WasmBackend;
  for (const [m, n, k] of SIZES) {
    for (const [transposeA, transposeB] of [[false, false], [true, false], [false, true]] as const) {
      tf.tidy(() => {
        const a = tf.tensor2d(uniforms(m * k, 1), transposeA ? [k, m] : [m, k]);
        const b = tf.tensor2d(uniforms(k * n, 2), transposeB ? [n, k] : [k, n]);
        const start = uniforms(m * n, 3);
        const into = tf.tensor2d(start, [m, n]);
        const found = product({ backend, a, b, into, accumulate: true, transposeA, transposeB });
        const alone = tf.engine().makeTensorFromTensorInfo(
          product({ backend, a, b, transposeA, transposeB }),
        );
        const wanted = alone.dataSync().map((value, i) => value + start[i]!);
        const what = `${name} [${m}, ${n}, ${k}] ${transposeA} ${transposeB}`;
        if (found.dataId !== into.dataId) throw new Error(`${what}: not in place`);
        assertClose([into.dataSync(), wanted], { tolerance: 2e-5, what });
      });
    }
  }
}

testOnBackends("a product is added to what is in its place", {
  backends: BACKENDS.filter(({ name }) => name === "wasm"),
  body: () => check("installed", currentInstallation()!.product),
});

testOnBackends("a portable product is added to what is in its place", {
  backends: BACKENDS.filter(({ options }) => options.blas === "off"),
  body: () => check("portable", portableProduct(tf.backend() as unknown as WasmBackend)),
});
