/**
 * Tensors and scratch on the wasm heap, and the compiled functions on it.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Kernels, Pointer } from "./functions.ts";
import { offsetOf, sizeOf, type WasmBackend } from "./heap.ts";
import { instantiate } from "./load.ts";

const instances = new WeakMap<WasmBackend, Kernels>();

/** The compiled functions on a backend's heap. */
export function kernelsOn(backend: WasmBackend): Kernels {
  let kernels = instances.get(backend);
  if (kernels === undefined) {
    kernels = instantiate(backend.wasm.asm.memory);
    instances.set(backend, kernels);
  }
  return kernels;
}

/** Puts functions in the place of the compiled ones on a backend that has no heap of its own. */
export function provideKernels(backend: WasmBackend, kernels: Kernels): void {
  instances.set(backend, kernels);
}

/** A new float32 tensor. */
export function make(backend: WasmBackend, shape: readonly number[]): tf.TensorInfo {
  return backend.makeOutput([...shape], "float32");
}

/** Fills a float32 tensor with zeros. Returns its address. */
export function clear(backend: WasmBackend, tensor: tf.TensorInfo): Pointer {
  const start = offsetOf(backend, tensor);
  backend.wasm.HEAPU8.fill(0, start, start + 4 * sizeOf(tensor.shape));
  return start;
}

/** Runs `body` with `bytes` of the heap that are freed afterwards. */
export function withScratch<T>(backend: WasmBackend, bytes: number, body: (at: Pointer) => T): T {
  const scratch = backend.wasm._malloc(bytes);
  if (scratch === 0) {
    throw new Error(`the wasm heap cannot grow by ${bytes} bytes of scratch: use a smaller batch or layer`);
  }
  try {
    return body(scratch);
  } finally {
    backend.wasm._free(scratch);
  }
}
