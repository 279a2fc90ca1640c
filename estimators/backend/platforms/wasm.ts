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
import { type Blas, openBlas, resolveThreads } from "../products/openblas.ts";
import { portableProduct } from "../products/portable.ts";
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

/** The library that the kernels call; at most one is open. */
let library: Blas | undefined;

/**
 * Activates the wasm backend, or answers with the reason why not.
 *
 * @throws BackendError where a BLAS library was asked for by path and cannot be used; nothing changes then
 */
export async function activateWasm(options: BackendOptions): Promise<ActiveWasm | string> {
  const blas = selectBlas(options);
  const chosen = "sgemm" in blas ? blas : undefined;
  await import("@tensorflow/tfjs-backend-wasm");
  if (!await setBackendQuietly("wasm")) {
    if (chosen !== library) chosen?.close();
    return "tfjs could not load its .wasm file: run with --allow-read for node_modules";
  }
  const backend = tf.backend() as unknown as WasmBackend;
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT") === true;
  const own = () => simd ? simdProduct(backend) : portableProduct(backend);
  const product = chosen === undefined ? own() : blasProduct(chosen);
  const kernels = installKernels(tf.backend(), { product, compiled: simd });
  setKernelThreads(resolveThreads(options.threads));
  // Only now does no kernel call the old library any more.
  if (library !== chosen) library?.close();
  library = chosen;
  return { blas: "sgemm" in blas ? describe(blas) : blas, simd, kernels };
}

/** The library asked for: the open one where it will do. */
function selectBlas({ blas: which = "auto", threads }: BackendOptions): Blas | BlasNotUsed {
  if (library === undefined || (which !== "auto" && which !== library.path)) {
    return openBlas(which, { threads });
  }
  library.setThreads(resolveThreads(threads));
  return library;
}

function describe({ path, vendor, config, threads }: Blas): BlasInUse {
  return { used: true, path, vendor, config, threads };
}
