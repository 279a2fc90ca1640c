/**
 * Puts the kernels into tfjs's wasm backend.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { guardHeap, type WasmBackend } from "../wasm/heap.ts";
import { kernelsOn, type TensorKernel } from "../wasm/call.ts";
import { densityKernels } from "./density/kernels.ts";
import { elementwiseKernels } from "./elementwise/kernels.ts";
import { registerKernelFlops } from "./flops.ts";
import { registerGradients, restoreGradients } from "./gradients.ts";
import { gramKernels } from "./gram/kernels.ts";
import { imageKernels, poolKernels } from "./images/kernels.ts";
import { layerKernels } from "./layers/kernels.ts";
import { noiseKernels } from "./noise/kernels.ts";
import { registerPositionFlops } from "./position_flops.ts";
import { registerPositionGradients, restorePositionGradients } from "./position_gradients.ts";
import { positionNoiseKernels } from "./noise/position_kernels.ts";
import { solveKernels } from "./systems/kernels.ts";

/** Kernels of whole expressions; their names begin with `R2g2`. */
const ownKernels = {
  ...densityKernels,
  ...gramKernels,
  ...imageKernels,
  ...positionNoiseKernels,
  ...layerKernels,
  ...noiseKernels,
  ...solveKernels,
};

const stock = new Map<string, tf.KernelConfig>();

/** Kernels under tfjs's names, which leave to tfjs's what they do not take. */
const replacingKernels = () => {
  const original = (name: string) => stock.get(name);
  return { ...elementwiseKernels(original), ...poolKernels(original) };
};

/**
 * Registers every kernel for the wasm backend: functions of tfjs under tfjs's names (`Tanh`, `Exp`, …; other
 * types than float32 still go to the stock kernel), whole expressions under names that begin with `R2g2`,
 * with their gradients. The operations in `backend/ops.ts` use them from then on. Idempotent.
 *
 * @param backend The active wasm backend, `tf.backend()`.
 * @returns Names of the registered kernels.
 * @throws WebAssembly.CompileError where the engine has no SIMD: nothing is registered then.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import "@tensorflow/tfjs-backend-wasm";
 * import { installKernels } from "./install.ts";
 * await tf.setBackend("wasm");
 * console.assert(installKernels(tf.backend()).includes("R2g2Normal"));
 * ```
 */
export function installKernels(backend: tf.KernelBackend): string[] {
  kernelsOn(backend as unknown as WasmBackend);
  guardHeap(backend as unknown as WasmBackend);
  const kernels = { ...replacingKernels(), ...ownKernels };
  for (const [name, kernel] of Object.entries(kernels)) {
    const present = tf.getKernel(name, "wasm");
    if (present !== undefined && !name.startsWith("R2g2") && !stock.has(name)) stock.set(name, present);
    if (present !== undefined) tf.unregisterKernel(name, "wasm");
    tf.registerKernel(configOf(name, kernel));
  }
  registerGradients();
  registerPositionGradients();
  registerKernelFlops();
  registerPositionFlops();
  return Object.keys(kernels);
}

/** Takes the kernels out again: tfjs's own come back, operations use tf's. */
export function uninstallKernels(): void {
  for (const name of Object.keys({ ...replacingKernels(), ...ownKernels })) {
    if (tf.getKernel(name, "wasm") === undefined) continue;
    tf.unregisterKernel(name, "wasm");
    const original = stock.get(name);
    if (original !== undefined) tf.registerKernel(original);
    stock.delete(name);
  }
  restoreGradients();
  restorePositionGradients();
}

function configOf(name: string, kernel: TensorKernel): tf.KernelConfig {
  return {
    ...stock.get(name), // with its set-up, which binds the C function that other types still call
    kernelName: name,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend }) =>
      kernel({ inputs, attrs: attrs ?? {}, backend: backend as WasmBackend }),
  };
}
