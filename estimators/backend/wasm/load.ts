/**
 * The compiled kernels on a memory: that of tfjs's wasm backend, or one of their own.
 * @module
 */
import type { Kernels } from "./functions.ts";
import { moduleBase64 } from "./module.ts";

/** Kernels on a memory of their own. */
export interface StandaloneKernels {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
}

let module: WebAssembly.Module | undefined;
let standalone: StandaloneKernels | undefined;

/**
 * The kernels on `memory`. They allocate nothing and keep nothing in it.
 *
 * @throws WebAssembly.CompileError where the runtime has no SIMD.
 */
export function instantiate(memory: WebAssembly.Memory): Kernels {
  module ??= new WebAssembly.Module(bytesOf(moduleBase64));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

/**
 * The process's one instance on a memory of its own, for use where the tensors live elsewhere; undefined
 * where the runtime cannot run it.
 *
 * @example
 * ```ts
 * import { standaloneKernels } from "./load.ts";
 * const own = standaloneKernels();
 * if (own !== undefined) {
 *   const x = new Float32Array(own.memory.buffer, 64, 1).fill(0.5);
 *   own.kernels.tanh(64, 64, 1);
 *   console.assert(Math.abs(x[0]! - Math.tanh(0.5)) < 1e-7);
 * }
 * ```
 */
export function standaloneKernels(): StandaloneKernels | undefined {
  if (standalone !== undefined) return standalone;
  try {
    const memory = new WebAssembly.Memory({ initial: pages(standaloneBytes) });
    standalone = { kernels: instantiate(memory), memory };
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error;
  }
  return standalone;
}

/** Bytes that a standalone memory starts with; who needs more, grows it. */
export const standaloneBytes = 1 << 20;

/** `Uint8Array.fromBase64`, which Node has since version 25. */
const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const pages = (bytes: number): number => Math.ceil(bytes / 65536);
