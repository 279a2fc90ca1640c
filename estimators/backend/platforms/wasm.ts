/**
 * The default backend: tfjs's WebAssembly backend, with the kernels of `ops/` installed.
 *
 * With a BLAS library products run there, in place on the tensors' memory; without one they run on the
 * compiled module. Either way tfjs's slow and wrong products are never called.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { installKernels } from "../ops/install.ts";
import { setKernelThreads } from "../ops/noise/threads/threads.ts";
import { blasProduct } from "../products/blas.ts";
import { countable } from "../products/floor.ts";
import { resolveThreads } from "../products/libraries.ts";
import { portableProduct } from "../products/portable.ts";
import { type Selected, selectProducts } from "../products/select.ts";
import { simdProduct } from "../products/simd.ts";
import type { BackendOptions, BlasInUse, BlasNotUsed } from "../types.ts";
import type { WasmBackend } from "../wasm/heap.ts";
import { setBackendQuietly } from "./quietly.ts";

/** The active wasm backend. */
export interface ActiveWasm {
  readonly blas: BlasInUse | BlasNotUsed;
  readonly simd: boolean;
  /** Names of the kernels that replace or extend tfjs's. */
  readonly kernels: readonly string[];
}

/** The libraries that the kernels call. */
let selected: Selected = { libraries: [], sgemm: undefined, used: { used: false, reason: "" } };

/**
 * Activates the wasm backend, or answers with the reason why not.
 *
 * @throws BackendError where a BLAS library was asked for and cannot be used; nothing changes then
 */
export async function activateWasm(options: BackendOptions): Promise<ActiveWasm | string> {
  const before = selected.libraries;
  const next = selectProducts(options, { open: before });
  const close = (libraries: Selected["libraries"], but: Selected["libraries"]) =>
    libraries.filter((library) => !but.includes(library)).forEach((library) => library.close());
  await import("@tensorflow/tfjs-backend-wasm");
  if (!await setBackendQuietly("wasm")) {
    close(next.libraries, before);
    return "tfjs could not load its .wasm file: run with --allow-read for node_modules";
  }
  const backend = tf.backend() as unknown as WasmBackend;
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT") === true;
  const own = () => simd ? simdProduct(backend) : portableProduct(backend);
  const product = next.sgemm === undefined ? own() : blasProduct({ sgemm: countable(next.sgemm) });
  const kernels = installKernels(tf.backend(), { product, compiled: simd });
  setKernelThreads(resolveThreads(options.threads));
  // Only now does no kernel call the old libraries any more.
  close(before, next.libraries);
  selected = next;
  return { blas: next.used, simd, kernels };
}
