/**
 * Puts the kernels into tfjs's wasm backend, and takes them out again.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Product } from "../products/product.ts";
import { simdProduct } from "../products/simd.ts";
import { guardHeap, type WasmBackend } from "../wasm/heap.ts";
import { kernelsOn } from "../wasm/tensors.ts";
import type { Kernel } from "./kernel/kernel.ts";
import { KERNELS } from "./kernels.ts";

/** What the kernels are installed with. */
export interface InstallOptions {
  /** Whether those that need SIMD are, too. @default true */
  readonly compiled?: boolean;
  /** Matrix products on the backend's heap. @default the compiled module's */
  readonly product?: Product;
}

/** How the kernels were installed; another object after every change. */
export interface Installation {
  readonly product: Product;
}

let installation: Installation | undefined;

/** The kernels as they are installed now; undefined where they are not. */
export function currentInstallation(): Installation | undefined {
  return installation;
}

/** tfjs's own kernel of a name that ours has taken. */
export function stockKernel(name: string): tf.KernelConfig | undefined {
  return stockKernels.get(name);
}

/** tfjs's own registrations, as they were before ours. */
const stockKernels = new Map<string, tf.KernelConfig | undefined>();
const stockGradients = new Map<string, tf.GradConfig | undefined>();

/**
 * Registers every kernel for the wasm backend: some replace tfjs's own (`Tanh`, `BatchMatMul`, …), others
 * are whole expressions, under names that begin with `R2g2`; and their gradients. The operations
 * in `ops/mod.ts` use them from then on. May be called again, with other options.
 *
 * @param backend The active wasm backend, `tf.backend()`.
 * @returns Names of the registered kernels.
 * @throws WebAssembly.CompileError where there is no SIMD, unless `compiled` is false; nothing is registered then.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import "@tensorflow/tfjs-backend-wasm";
 * import { installKernels } from "./install.ts";
 * await tf.setBackend("wasm");
 * console.assert(installKernels(tf.backend()).includes("R2g2Normal"));
 * ```
 */
export function installKernels(backend: tf.KernelBackend, options: InstallOptions = {}): string[] {
  const heap = backend as unknown as WasmBackend;
  const { compiled = true, product = simdProduct(heap) } = options;
  if (compiled) kernelsOn(heap);
  guardHeap(heap);
  const kernels = [...KERNELS.values()].filter((kernel) => compiled || !kernel.compiled);
  for (const kernel of kernels) {
    register(kernel, product);
    registerGradient(kernel);
  }
  installation = { product };
  return kernels.map(({ name }) => name);
}

/** Takes the kernels and their gradients out again: tfjs's own come back, operations use tf's. */
export function uninstallKernels(): void {
  for (const [name, stock] of stockKernels) {
    tf.unregisterKernel(name, "wasm");
    if (stock !== undefined) tf.registerKernel(stock);
  }
  for (const [name, stock] of stockGradients) {
    tf.unregisterGradient(name);
    if (stock !== undefined) tf.registerGradient(stock);
  }
  installation = undefined;
  stockKernels.clear();
  stockGradients.clear();
}

function register({ name, run }: Kernel, product: Product): void {
  const present = tf.getKernel(name, "wasm");
  if (!stockKernels.has(name)) stockKernels.set(name, present);
  if (present !== undefined) tf.unregisterKernel(name, "wasm");
  const stock = stockKernels.get(name);
  tf.registerKernel({
    ...stock, // with its set-up, which binds the C function that other types still call
    kernelName: name,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend }) =>
      run({ inputs, attrs: attrs ?? {}, backend: backend as WasmBackend, product, stock }),
  });
}

function registerGradient({ gradient }: Kernel): void {
  if (gradient === undefined) return;
  const { of: name, config } = gradient;
  if (!stockGradients.has(name)) stockGradients.set(name, tf.getGradient(name));
  tf.registerGradient(config(stockGradients.get(name)));
}
