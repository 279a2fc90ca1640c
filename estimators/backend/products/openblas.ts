/**
 * Matrix products through a BLAS library that the operating system provides, called in place on memory
 * that JavaScript or WebAssembly owns.
 *
 * Needs `--allow-ffi=<absolute path>` for the library, and nothing else: operands travel as buffers, since
 * raw pointers would need an unrestricted `--allow-ffi` (and measure slower).
 * @module
 */
import { BackendError, type BackendOptions, type BlasNotUsed } from "../types.ts";
import { blasCandidates } from "./paths.ts";
import { type Sgemm, verifySgemm } from "./verify.ts";

/** An opened, verified BLAS library. */
export interface Blas {
  readonly path: string;
  /** `OpenBLAS`, `Accelerate` or `BLAS`. */
  readonly vendor: string;
  /** What the library says of its build; empty where it does not say. */
  readonly config: string;
  /** Threads that it may use; undefined where the library decides for itself. */
  readonly threads: number | undefined;
  /** The library's cblas_sgemm: row-major flags, sizes and strides as BLAS has them. */
  readonly sgemm: Sgemm;
  /** Sets the number of threads where the library lets it be set. */
  setThreads(threads: number): void;
  /** Unloads the library; the handle must not be used afterwards. */
  close(): void;
}

const MOST_THREADS = 4;

const SYMBOLS = {
  cblas_sgemm: {
    // deno-fmt-ignore
    parameters: ["i32", "i32", "i32", "i32", "i32", "i32", "f32", "buffer", "i32", "buffer", "i32", "f32",
      "buffer", "i32"],
    result: "void",
  },
  openblas_set_num_threads: { parameters: ["i32"], result: "void", optional: true },
  openblas_get_num_threads: { parameters: [], result: "i32", optional: true },
  openblas_get_config: { parameters: [], result: "pointer", optional: true },
  openblas_get_corename: { parameters: [], result: "pointer", optional: true },
  strncpy: { parameters: ["buffer", "pointer", "usize"], result: "pointer", optional: true },
} as const satisfies Deno.ForeignLibraryInterface;

/**
 * Opens and verifies a BLAS library.
 *
 * @param which `auto`: the first permitted candidate that works, else the reason why there is none.
 * A path: that library, or an error. `off`: none.
 * @throws BackendError where a library was asked for by path and is missing, refused or not a BLAS library
 *
 * @example
 * ```ts
 * import { openBlas } from "./openblas.ts";
 * const blas = openBlas("auto");
 * if ("sgemm" in blas) {
 *   const [a, b, c] = [[1, 2], [3, 4], [0, 0]].map((values) => new Float32Array(values));
 *   blas.sgemm(101, 111, 111, 1, 1, 2, 1, a!, 2, b!, 1, 0, c!, 1);
 *   if (c![0] !== 11) throw new Error(`1·3 + 2·4 = ${c![0]}`);
 *   blas.close();
 * } else if (blas.reason === "") throw new Error("no reason given");
 * ```
 */
export function openBlas(
  which: NonNullable<BackendOptions["blas"]>,
  options: { readonly threads?: number | undefined } = {},
): Blas | BlasNotUsed {
  const threads = resolveThreads(options.threads);
  if (which === "off") return { used: false, reason: "switched off" };
  if (which !== "auto") return openPath(which, threads);

  // A candidate whose permission is undecided would prompt: auto never asks.
  const permitted = blasCandidates().filter((path) => permission(path) === "granted");
  if (permitted.length === 0) {
    const example = blasCandidates()[0];
    const reason = example === undefined
      ? `no BLAS library is known for ${Deno.build.os}`
      : `no permission to open a BLAS library: run with --allow-ffi=${example}`;
    return { used: false, reason };
  }
  const broken: string[] = [];
  for (const path of permitted) {
    try {
      return openPath(path, threads);
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      if (!error.message.includes(NOT_FOUND)) broken.push(error.message);
    }
  }
  return {
    used: false,
    reason: broken[0] ?? `no BLAS library is installed (on Debian: libopenblas0-pthread)`,
  };
}

/** Threads as asked for, or the machine's processors up to four: the products here are small. */
export function resolveThreads(threads: number | undefined): number {
  if (threads === undefined) return Math.max(1, Math.min(navigator.hardwareConcurrency, MOST_THREADS));
  if (Number.isInteger(threads) && threads > 0) return threads;
  throw new BackendError(`BLAS threads: got ${threads}, wanted a positive integer`);
}

const NOT_FOUND = "does not exist";

function permission(path: string): Deno.PermissionState {
  return Deno.permissions.querySync({ name: "ffi", path }).state;
}

function openPath(path: string, threads: number): Blas {
  if (!path.startsWith("/") && !/^[A-Za-z]:[\\/]/.test(path)) {
    throw new BackendError(`BLAS library ${path}: wanted auto, off or an absolute path`);
  }
  if (permission(path) === "denied") {
    throw new BackendError(`BLAS library ${path}: permission refused: run with --allow-ffi=${path}`);
  }
  const library = load(path);
  const { symbols } = library;
  try {
    const wrong = verifySgemm(symbols.cblas_sgemm);
    if (wrong !== undefined) throw new BackendError(`BLAS library ${path}: ${wrong}: use another library`);
  } catch (error) {
    library.close();
    throw error;
  }
  const text = (pointer: Deno.PointerValue | undefined): string => {
    if (pointer === undefined || pointer === null || symbols.strncpy === null) return "";
    const bytes = new Uint8Array(256);
    symbols.strncpy(bytes, pointer, BigInt(bytes.length - 1));
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  };
  const config = text(symbols.openblas_get_config?.()).trim();
  const core = text(symbols.openblas_get_corename?.());
  const openBlas = symbols.openblas_set_num_threads !== null;
  const blas = {
    path,
    vendor: openBlas ? "OpenBLAS" : path.includes("/Accelerate") ? "Accelerate" : "BLAS",
    config: core !== "" && !config.includes(core) ? `${config} ${core}` : config,
    threads: undefined as number | undefined,
    sgemm: symbols.cblas_sgemm,
    setThreads(count: number) {
      symbols.openblas_set_num_threads?.(count);
      blas.threads = symbols.openblas_get_num_threads?.();
    },
    close: () => library.close(),
  };
  blas.setThreads(threads);
  return blas;
}

function load(path: string): Deno.DynamicLibrary<typeof SYMBOLS> {
  try {
    return Deno.dlopen(path, SYMBOLS);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof Deno.errors.NotCapable) {
      throw new BackendError(`BLAS library ${path}: permission refused: run with --allow-ffi=${path}`);
    }
    if (/No such file|cannot find|does not exist|no such file/i.test(message)) {
      throw new BackendError(`BLAS library ${path} ${NOT_FOUND}: install one or name another path`);
    }
    if (/register symbol/.test(message)) {
      throw new BackendError(
        `BLAS library ${path} is not a BLAS library with C bindings: it has no cblas_sgemm`,
      );
    }
    throw new BackendError(`BLAS library ${path} is not a shared library: ${message.split(": ").at(-1)}`);
  }
}
