/**
 * Chooses and sets up the backend that tensors live on.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { runtimeVersions } from "../../runtime.ts";
import { registerMatMulGradient } from "../ops/matmul/gradient.ts";
import { activateWebgl } from "./webgl.ts";
import {
  BackendError,
  type BackendInfo,
  type BackendName,
  type BackendOptions,
  type BlasInUse,
  type BlasNotUsed,
} from "../types.ts";

/** Calls run one after another: tfjs drops a backend that is still starting when the next one is asked for. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Makes a backend the active one, with this package's kernels installed. May be called again at any time,
 * with other options too.
 *
 * `auto` takes wasm, or cpu where wasm does not load. Loading wasm needs read access to node_modules;
 * a BLAS library needs `--allow-ffi=<its absolute path>`.
 *
 * @throws BackendError (one line) where the backend or BLAS library asked for is not available
 *
 * @example
 * ```ts
 * import { useBackend } from "./use_backend.ts";
 * const { name, blas } = await useBackend("auto", { blas: "off" });
 * if (name !== "wasm" && name !== "cpu") throw new Error(name);
 * if (blas.used) throw new Error("BLAS was switched off");
 * ```
 */
export function useBackend(
  name: BackendName | "auto" = "auto",
  options: BackendOptions = {},
): Promise<BackendInfo> {
  const result = queue.then(() => activate(name, options));
  queue = result.catch(() => {});
  return result;
}

async function activate(name: BackendName | "auto", options: BackendOptions): Promise<BackendInfo> {
  const { blas = "auto", notice } = options;
  if (name !== "auto" && !Object.hasOwn(BACKENDS, name)) {
    throw new BackendError(`backend ${name}: wanted auto, ${Object.keys(BACKENDS).join(", ")}`);
  }
  const path = blas !== "auto" && blas !== "off";
  if (path && name !== "auto" && name !== "wasm") {
    throw new BackendError(`BLAS library ${blas}: only the wasm backend uses one, and ${name} was asked for`);
  }
  registerMatMulGradient();
  const wanted: BackendName = name === "auto" ? "wasm" : name;
  const before = tf.getBackend();
  const active = await BACKENDS[wanted](options);
  if (typeof active !== "string") {
    if (!active.blas.used && blas === "auto" && wanted === "wasm") {
      notice?.(`matrix products run on wasm, several times slower than with BLAS: ${active.blas.reason}`);
    }
    return describe(wanted, active);
  }
  if (name !== "auto" || path) {
    if (before) await tf.setBackend(before); // a failed start leaves tfjs without a backend
    throw new BackendError(`backend ${wanted} is not available: ${active}`);
  }
  notice?.(`the cpu backend is used, many times slower than wasm: ${active}`);
  return await activate("cpu", options);
}

/** What a backend says of itself once it is active. */
interface Active {
  readonly blas: BlasInUse | BlasNotUsed;
  readonly simd?: boolean;
  readonly kernels?: readonly string[];
  readonly adapter?: string;
}

/** Each backend's file is loaded on demand; a string is the reason why the backend is not available. */
const BACKENDS: Readonly<Record<BackendName, (options: BackendOptions) => Promise<Active | string>>> = {
  wasm: async (options) => await (await import("./wasm.ts")).activateWasm(options),
  cpu: async () => withoutBlas("cpu", await (await import("./cpu.ts")).activateCpu()),
  webgl: async () => withoutBlas("webgl", await activateWebgl()),
  webgpu: async () => withoutBlas("webgpu", await (await import("./webgpu.ts")).activateWebgpu()),
  tensorflow: async () =>
    withoutBlas("tensorflow", await (await import("./tensorflow.ts")).activateTensorflow()),
};

function withoutBlas(name: BackendName, active: true | string | { adapter: string }): Active | string {
  if (typeof active === "string") return active;
  const blas = { used: false as const, reason: `the ${name} backend has its own products` };
  return active === true ? { blas } : { blas, ...active };
}

function describe(name: BackendName, { blas, simd = false, kernels = [], adapter }: Active): BackendInfo {
  return {
    name,
    tfjs: tf.version_core,
    blas,
    simd,
    kernels,
    machine: { ...runtimeVersions(), ...(adapter !== undefined && { adapter }) },
  };
}
