/**
 * tfjs's own matrix product on the wasm heap, called so that it is right and takes the route asked for.
 *
 * Its C function has a fast route, XNNPACK's, for one product of untransposed matrices, and a scalar loop
 * for everything else. The fast route keeps its packed right operand under the tensor's id, and would
 * multiply by old values after an update in place: here every product has a fresh id, dropped at once.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { offsetOf, type WasmBackend } from "../wasm/heap.ts";
import type { ProductPlan } from "./plan.ts";

/** XNNPACK's columns per tile: a narrower right operand costs as much. */
export const TILE = 8;

/** The C function's flag of an operand that is not transposed. */
const AS_IT_IS = 0;

/** Two operands as a plan lays them out. */
export interface PlannedProduct {
  readonly backend: WasmBackend;
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
  readonly plan: ProductPlan;
}

/** Both routes, each filling a new tensor of the plan's shape. */
export interface StockProduct {
  /** XNNPACK, pair by pair; the plan must have no transposed operand. */
  fast(call: PlannedProduct): tf.TensorInfo;
  /** The scalar loop, all pairs in one call; only where `canLoop`. */
  loop(call: PlannedProduct): tf.TensorInfo;
}

/** Binds tfjs's C function. */
export function stockProduct(backend: WasmBackend): StockProduct {
  const multiply = backend.wasm.cwrap("BatchMatMul", null, [
    ...["number", "array", "number", "number", "array", "number", "number", "number", "number"],
  ]);
  return {
    fast({ backend, a, b, plan }) {
      const { m, n, k, outShape, offsetsA, offsetsB } = plan;
      const out = backend.makeOutput(outShape, "float32");
      reserve(backend, 4 * (k + 2) * Math.ceil(n / TILE) * TILE);
      const [shapeA, shapeB] = [inBytes([1, m, k]), inBytes([1, k, n])];
      const baseA = offsetOf(backend, a);
      const baseB = offsetOf(backend, b);
      const baseC = offsetOf(backend, out);
      for (let i = 0; i < offsetsA.length; i++) {
        const idA = alias(backend, { offset: baseA + 4 * (offsetsA[i] ?? 0), size: m * k });
        const idB = alias(backend, { offset: baseB + 4 * (offsetsB[i] ?? 0), size: k * n });
        const idC = alias(backend, { offset: baseC + 4 * i * m * n, size: m * n });
        multiply(idA, shapeA, 3, idB, shapeB, 3, AS_IT_IS, AS_IT_IS, idC);
        for (const id of [idA, idB, idC]) backend.wasm.tfjs.disposeData(id);
      }
      return out;
    },
    loop({ backend, a, b, plan }) {
      const { m, n, k, outShape, offsetsA, offsetsB } = plan;
      const out = backend.makeOutput(outShape, "float32");
      const [transposeA, transposeB] = loopFlags(plan);
      const count = (offsets: readonly number[]) => offsets.some((offset) => offset > 0) ? offsets.length : 1;
      const shapeA = [count(offsetsA), ...(transposeA ? [k, m] : [m, k])];
      const shapeB = [count(offsetsB), ...(transposeB ? [n, k] : [k, n])];
      const [idA, idB, idC] = [a, b, out].map((tensor) => backend.dataIdMap.get(tensor.dataId).id);
      multiply(idA, inBytes(shapeA), 3, idB, inBytes(shapeB), 3, transposeA, transposeB, idC);
      return out;
    },
  };
}

/** Whether the scalar loop's simple broadcasting covers the plan, and a single product can be kept off XNNPACK. */
export function canLoop(plan: ProductPlan): boolean {
  const { m, n, k, offsetsA, offsetsB } = plan;
  const simple = (offsets: readonly number[], size: number) =>
    offsets.every((offset) => offset === 0) || offsets.every((offset, i) => offset === i * size);
  const [transposeA, transposeB] = loopFlags(plan);
  return simple(offsetsA, m * k) && simple(offsetsB, k * n) &&
    (offsetsA.length > 1 || transposeA || transposeB);
}

/** A vector reads the same transposed, and the flag keeps a single product off the route that keeps operands. */
function loopFlags({ m, n, k, transposeA, transposeB }: ProductPlan): [boolean, boolean] {
  return [transposeA || m === 1 || k === 1, transposeB || n === 1];
}

/** Registers part of the heap as a tensor of the C side; the caller drops it with `disposeData`. */
function alias(backend: WasmBackend, { offset, size }: { offset: number; size: number }): number {
  const id = backend.dataIdNextNumber++;
  backend.wasm.tfjs.registerTensor(id, size, offset);
  return id;
}

/** Grows the heap for what C is about to allocate, which would continue with garbage if it could not. */
function reserve(backend: WasmBackend, bytes: number): void {
  backend.wasm._free(backend.wasm._malloc(bytes));
}

function inBytes(shape: readonly number[]): Uint8Array {
  return new Uint8Array(new Int32Array(shape).buffer);
}
