/**
 * Matrices between the steps of a kernel: products on the heap, and the matrices of single examples.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { offsetOf, type WasmBackend } from "../../wasm/heap.ts";
import type { Pointer } from "../../wasm/functions.ts";
import { make } from "../../wasm/tensors.ts";
import type { Workspace } from "./define.ts";

/** op(a) · op(b), for the caller to free. */
export function multiply(
  { backend, product }: Workspace,
  [a, b]: readonly [tf.TensorInfo, tf.TensorInfo],
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): tf.TensorInfo {
  return product({ backend, a, b, transposeA, transposeB });
}

/** Copies of every example's matrix of x [B, P, O], for the caller to free. */
export function examplesOf({ backend, kernels }: Workspace, x: tf.TensorInfo): tf.TensorInfo[] {
  const [batch = 0, rows = 0, cols = 0] = x.shape;
  return Array.from({ length: batch }, (_, b) => {
    const example = make(backend, [rows, cols]);
    const from = offsetOf(backend, x) + 4 * b * rows * cols;
    kernels.copyRows(from, offsetOf(backend, example), 1, rows * cols, 0, 0);
    return example;
  });
}

/** Part of a tensor's memory as a tensor, for the caller to free; it must not outlive the memory. */
export function viewOf(backend: WasmBackend, address: Pointer, shape: readonly number[]): tf.TensorInfo {
  const id = backend.dataIdNextNumber++;
  const dataId = { id };
  backend.dataIdMap.set(dataId, { id, memoryOffset: address, shape, dtype: "float32", refCount: 1 });
  backend.wasm.tfjs.registerTensor(id, tf.util.sizeFromShape([...shape]), address);
  return { dataId, shape: [...shape], dtype: "float32" };
}

/** Forgets views; their memory is another tensor's. */
export function forget(backend: WasmBackend, ...views: readonly tf.TensorInfo[]): void {
  for (const { dataId } of views) {
    backend.wasm.tfjs.disposeData(backend.dataIdMap.get(dataId).id);
    backend.dataIdMap.delete(dataId);
  }
}

/** Frees tensors. */
export function free(backend: WasmBackend, ...tensors: readonly tf.TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}

/** Example b of a tensor. shape: [B, P, n] -> [P, n] */
export function exampleOf(tensor: tf.Tensor3D, b: number): tf.Tensor2D {
  return tf.squeeze(tf.slice(tensor, [b, 0, 0], [1, -1, -1]), [0]);
}
