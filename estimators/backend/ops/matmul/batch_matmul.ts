/**
 * BatchMatMul: products of matrices whose leading axes broadcast.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../wasm/heap.ts";
import { requireFloat32 } from "../kernel/checks.ts";
import type { KernelRun } from "../kernel/kernel.ts";
import { replaceKernel } from "../kernel/replace.ts";

/** Inputs a, b; attributes transposeA, transposeB. */
export const batchMatMul = replaceKernel({
  name: "BatchMatMul",
  flops: productFlops,
  run({ inputs: { a, b }, attrs, backend, product }) {
    requireFloat32("BatchMatMul", [a!, b!]);
    return product({ backend, a: a!, b: b!, ...transposes(attrs) });
  },
});

/** 2 m n k per matrix of the result. */
export function productFlops({ inputs, attrs, output }: KernelRun): number {
  const { shape } = inputs["a"] as tf.TensorInfo;
  return 2 * sizeOf(output.shape) * (shape.at(attrs["transposeA"] ? -2 : -1) ?? 0);
}

/** Which operands a call says are transposed. */
export function transposes(attrs: KernelRun["attrs"]): { transposeA: boolean; transposeB: boolean } {
  return { transposeA: Boolean(attrs["transposeA"]), transposeB: Boolean(attrs["transposeB"]) };
}
