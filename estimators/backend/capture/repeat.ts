/**
 * A kernel run again as it is, with memory that it was given once in place of new.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Call } from "../ops/kernel/kernel.ts";
import { CaptureError } from "./trace.ts";
import type { WasmBackend } from "../wasm/heap.ts";

/** Makes of a kernel one that allocates nothing: what it asks for lies ready, what it frees stays. */
export function repeatKernel(
  backend: WasmBackend,
  made: readonly tf.TensorInfo[],
  run: (attrs: Call["attrs"]) => void,
): (attrs: Call["attrs"]) => void {
  return (attrs) => {
    const { makeOutput, disposeData, incRef } = backend;
    let next = 0;
    backend.makeOutput = (shape, dtype, _at, values) => {
      const own = made[next++];
      if (own?.dtype !== dtype || String(own.shape) !== String(shape)) {
        throw new CaptureError(`a kernel asks for ${dtype} [${shape}]; it was recorded with [${own?.shape}]`);
      }
      if (values !== undefined && values !== null) {
        backend.wasm.HEAPU8.set(bytesOf(values), backend.dataIdMap.get(own.dataId).memoryOffset);
      }
      return { ...own }; // kernels change the shape of what they return
    };
    backend.disposeData = () => false;
    backend.incRef = () => {};
    try {
      run(attrs);
    } finally {
      backend.makeOutput = makeOutput;
      backend.disposeData = disposeData;
      backend.incRef = incRef;
    }
  };
}

function bytesOf(values: unknown): Uint8Array {
  const { buffer, byteOffset, byteLength } = values as Float32Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
