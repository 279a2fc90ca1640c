/**
 * Batched products on the wasm heap by the compiled module: the default without a BLAS library.
 *
 * tfjs's own product is fast for two untransposed matrices only, slow for one that is transposed, and packs
 * an operand anew for each; here all transposes cost the same, and operands are copied into the cache only.
 * @module
 */

import { floats, offsetOf, sizeOf, type WasmBackend } from "../wasm/heap.ts";
import { kernelsOn, withScratch } from "../wasm/tensors.ts";
import { planProduct } from "./plan.ts";
import { fillRows, type Product } from "./product.ts";

/** Batched products on a backend's heap, in a runtime with SIMD. */
export function simdProduct(backend: WasmBackend): Product {
  const kernels = kernelsOn(backend);
  const product: Product = (call) => {
    const { a, b, bias, into, accumulate = false } = call;
    const plan = planProduct([a.shape, b.shape], call);
    const { m, n, k, transposeA, transposeB, offsetsA, offsetsB } = plan;
    const out = into ?? backend.makeOutput(plan.outShape, "float32");
    const size = sizeOf(plan.outShape);
    if (size === 0) return out;
    const [atA, atB, atC] = [a, b, out].map((tensor) => offsetOf(backend, tensor));
    if (bias !== undefined) {
      fillRows(floats(backend, atC!, size), floats(backend, offsetOf(backend, bias), sizeOf(bias.shape)));
    }
    const [rowA, colA] = transposeA ? [4, 4 * m] : [4 * k, 4];
    const [rowB, colB] = transposeB ? [4, 4 * k] : [4 * n, 4];
    withScratch(backend, kernels.multiplyWork(m, n, k) + 16, (scratch) => {
      const work = Math.ceil(scratch / 16) * 16;
      const add = accumulate || bias !== undefined;
      offsetsA.forEach((offsetA, i) => {
        const [pa, pb, pc] = [atA! + 4 * offsetA, atB! + 4 * offsetsB[i]!, atC! + 4 * i * m * n];
        kernels.multiply(pa, rowA!, colA!, pb, rowB!, colB!, pc, m, n, k, add, work);
      });
    });
    return out;
  };
  return Object.assign(product, { compiled: true as const });
}
