/**
 * Replaces kernels of tfjs's wasm backend, and puts the stock ones back.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { KernelCall } from "../wasm/heap.ts";

/** A kernel of the wasm backend on tensor infos; what it allocates beside its result it frees. */
export type WasmKernel = (call: KernelCall) => tf.TensorInfo;

const stock = new Map<string, tf.KernelConfig | undefined>();

/** Makes `kernel` what runs as `name` on the wasm backend; `undefined` puts the stock kernel back. */
export function replaceKernel(name: string, kernel: WasmKernel | undefined): void {
  const present = tf.getKernel(name, "wasm");
  if (!stock.has(name)) stock.set(name, present);
  const original = stock.get(name);
  if (present !== undefined) tf.unregisterKernel(name, "wasm");
  if (kernel !== undefined) {
    tf.registerKernel({
      ...original, // with its set-up, which binds the C function that others may still call
      kernelName: name,
      backendName: "wasm",
      kernelFunc: (call) => kernel({ ...call, attrs: call.attrs ?? {} } as unknown as KernelCall),
    });
  } else if (original !== undefined) tf.registerKernel(original);
}
