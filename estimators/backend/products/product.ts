/**
 * What a product of tensors on the wasm heap is called with.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { WasmBackend } from "../wasm/heap.ts";
import type { Transposes } from "./plan.ts";
import type { Sgemm } from "./verify.ts";

/** Operands of a batched product on the wasm heap. */
export interface ProductCall extends Transposes {
  readonly backend: WasmBackend;
  /** shape: […, m, k], or […, k, m] if transposed. */
  readonly a: tf.TensorInfo;
  /** shape: […, k, n], or […, n, k] if transposed. */
  readonly b: tf.TensorInfo;
  /** Added to every row of the result. shape: [n] */
  readonly bias?: tf.TensorInfo | undefined;
  /** Where the result goes; a new tensor where absent. shape: […, m, n] */
  readonly into?: tf.TensorInfo | undefined;
  /** Whether the product is added to what `into` holds; then there is no bias. @default false */
  readonly accumulate?: boolean;
}

/** op(a) · op(b) + bias, or into + op(a) · op(b). shape: […, m, n] */
export interface Product {
  (call: ProductCall): tf.TensorInfo;
  /** The library's function, where products are nothing but calls of it. */
  readonly sgemm?: Sgemm;
  /** Whether products are nothing but calls of the compiled module. */
  readonly compiled?: true;
}

/** Copies `row` into `target` again and again, doubling what is there: a handful of block moves. */
export function fillRows(target: Float32Array, row: Float32Array): void {
  target.set(row);
  for (let filled = row.length; filled < target.length; filled *= 2) {
    target.copyWithin(filled, 0, Math.min(filled, target.length - filled));
  }
}
