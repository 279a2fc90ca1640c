/**
 * Batched products of tensors on the wasm heap through a BLAS library, without copies.
 * @module
 */
import { floats, offsetOf, sizeOf } from "../wasm/heap.ts";
import type { Blas } from "./libraries.ts";
import { planProduct } from "./plan.ts";
import { fillRows, type Product } from "./product.ts";
import { AS_STORED, ROW_MAJOR, TRANSPOSED } from "./verify.ts";

/** Batched products through `blas`. */
export function blasProduct(blas: Pick<Blas, "sgemm">): Product {
  const product: Product = ({ backend, a, b, bias, into, accumulate = false, transposeA, transposeB }) => {
    const plan = planProduct([a.shape, b.shape], { transposeA, transposeB });
    const { m, n, k, offsetsA, offsetsB } = plan;
    const out = into ?? backend.makeOutput(plan.outShape, "float32");
    const size = sizeOf(plan.outShape);
    if (size === 0) return out;
    // Views come after the allocation, which may have moved the heap.
    const baseC = offsetOf(backend, out);
    if (bias !== undefined) {
      fillRows(floats(backend, baseC, size), floats(backend, offsetOf(backend, bias), sizeOf(bias.shape)));
    } else if (k === 0 && !accumulate) floats(backend, baseC, size).fill(0);
    if (k === 0) return out;
    const beta = bias === undefined && !accumulate ? 0 : 1;
    const baseA = offsetOf(backend, a);
    const baseB = offsetOf(backend, b);
    for (let i = 0; i < offsetsA.length; i++) {
      blas.sgemm(
        ROW_MAJOR,
        plan.transposeA ? TRANSPOSED : AS_STORED,
        plan.transposeB ? TRANSPOSED : AS_STORED,
        m,
        n,
        k,
        1,
        floats(backend, baseA + 4 * (offsetsA[i] ?? 0), m * k),
        plan.transposeA ? m : k,
        floats(backend, baseB + 4 * (offsetsB[i] ?? 0), k * n),
        plan.transposeB ? k : n,
        beta,
        floats(backend, baseC + 4 * i * m * n, m * n),
        n,
      );
    }
    return out;
  };
  return Object.assign(product, { sgemm: blas.sgemm });
}
