/**
 * Identity of the wasm backend: another name for the same memory.
 *
 * The tape clones every tensor that a gradient needs, and tfjs's kernel copies it each time. Tensors are
 * values: whoever writes in place gives a tensor memory of its own first (`adamUpdate`).
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { KernelCall } from "../../wasm/heap.ts";

/** The kernel Identity: input x. */
export function identityKernel({ inputs: { x }, backend }: KernelCall): tf.TensorInfo {
  const { dataId, shape, dtype } = x!;
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}
