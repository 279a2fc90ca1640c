/**
 * One library of matrix products that the operating system provides, called in place on memory that JavaScript or
 * WebAssembly owns: any BLAS with C bindings, or oneDNN.
 *
 * Needs `--allow-ffi=<absolute path>` for the library, and nothing else: operands travel as buffers, since
 * raw pointers would need an unrestricted `--allow-ffi` (and measure slower).
 * @module
 */
import { needDeno } from "../../runtime.ts";
import { BackendError } from "../types.ts";
import { type Sgemm, TRANSPOSED, verifySgemm } from "./verify.ts";

/** An opened, verified library. */
export interface Blas {
  readonly path: string;
  /** `OpenBLAS`, `Accelerate`, `oneDNN` or `BLAS`. */
  readonly vendor: string;
  /** What the library says of its build; empty where it does not say. */
  readonly config: string;
  /** Threads that it may use; undefined where the library decides for itself. */
  readonly threads: number | undefined;
  /** The library's product with the flags, sizes and strides of cblas_sgemm; row-major. */
  readonly sgemm: Sgemm;
  /** Sets the number of threads where the library lets it be set; oneDNN keeps one. */
  setThreads(threads: number): void;
  /** Unloads the library; the handle must not be used afterwards. */
  close(): void;
}

/** Part of the message for a library that is not installed. */
export const NOT_FOUND = "does not exist";

const SYMBOLS = {
  cblas_sgemm: {
    // deno-fmt-ignore
    parameters: ["i32", "i32", "i32", "i32", "i32", "i32", "f32", "buffer", "i32", "buffer", "i32", "f32",
      "buffer", "i32"],
    result: "void",
    optional: true,
  },
  openblas_set_num_threads: { parameters: ["i32"], result: "void", optional: true },
  openblas_get_num_threads: { parameters: [], result: "i32", optional: true },
  openblas_get_config: { parameters: [], result: "pointer", optional: true },
  openblas_get_corename: { parameters: [], result: "pointer", optional: true },
  strncpy: { parameters: ["buffer", "pointer", "usize"], result: "pointer", optional: true },
  dnnl_sgemm: {
    // deno-fmt-ignore
    parameters: ["u8", "u8", "i64", "i64", "i64", "f32", "buffer", "i64", "buffer", "i64", "f32", "buffer", "i64"],
    result: "i32",
    optional: true,
  },
  dnnl_version: { parameters: [], result: "pointer", optional: true },
  omp_set_num_threads: { parameters: ["i32"], result: "void", optional: true },
  memcpy: { parameters: ["buffer", "pointer", "usize"], result: "pointer", optional: true },
} as const satisfies Deno.ForeignLibraryInterface;

type Library = Deno.DynamicLibrary<typeof SYMBOLS>;

/** What a library is, besides where. */
type Described = Pick<Blas, "vendor" | "config" | "sgemm"> & {
  readonly useThreads: (count: number) => number | undefined;
};

/** Opens and verifies the library at an absolute path. @throws BackendError in one line, with what to do. */
export function openLibrary(path: string, threads: number): Blas {
  const library = load(path);
  try {
    const described = describeOneDnn(library) ?? describeBlas(library, path);
    if (described === undefined) {
      const wanted = "it has neither cblas_sgemm nor dnnl_sgemm";
      throw new BackendError(`BLAS library ${path} is not a BLAS library with C bindings: ${wanted}`);
    }
    const { useThreads, ...known } = described;
    const wrong = verifySgemm(known.sgemm);
    if (wrong !== undefined) throw new BackendError(`BLAS library ${path}: ${wrong}: use another library`);
    const blas = {
      path,
      ...known,
      threads: useThreads(threads),
      setThreads: (count: number) => void (blas.threads = useThreads(count)),
      close: () => library.close(),
    };
    return blas;
  } catch (error) {
    library.close();
    throw error;
  }
}

function describeBlas({ symbols }: Library, path: string): Described | undefined {
  if (symbols.cblas_sgemm === null) return undefined;
  const text = (pointer: Deno.PointerValue | undefined): string => {
    if (pointer === undefined || pointer === null || symbols.strncpy === null) return "";
    const bytes = new Uint8Array(256);
    symbols.strncpy(bytes, pointer, BigInt(bytes.length - 1));
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  };
  const config = text(symbols.openblas_get_config?.()).trim();
  const core = text(symbols.openblas_get_corename?.());
  const openBlas = symbols.openblas_set_num_threads !== null;
  return {
    vendor: openBlas ? "OpenBLAS" : path.includes("/Accelerate") ? "Accelerate" : "BLAS",
    config: core !== "" && !config.includes(core) ? `${config} ${core}` : config,
    sgemm: symbols.cblas_sgemm,
    useThreads(count) {
      symbols.openblas_set_num_threads?.(count);
      return symbols.openblas_get_num_threads?.();
    },
  };
}

/** The flags of its product are the characters N and T. */
const [N, T] = [78, 84];

/**
 * One thread, whatever is asked for: on a busy machine its threads wait for each other, at medians of 10 ms for a
 * product of 0.1 ms.
 */
function describeOneDnn({ symbols }: Library): Described | undefined {
  const { dnnl_sgemm: multiply, dnnl_version: version, omp_set_num_threads: setThreads, memcpy } = symbols;
  if (multiply === null) return undefined;
  const numbers = new Int32Array(3);
  const pointer = version?.();
  if (pointer !== undefined && pointer !== null) memcpy?.(numbers, pointer, BigInt(numbers.byteLength));
  return {
    vendor: "oneDNN",
    config: numbers[0] === 0 ? "" : `oneDNN ${numbers.join(".")}`,
    sgemm(_order, flagA, flagB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
      const [turnA, turnB] = [flagA === TRANSPOSED ? T : N, flagB === TRANSPOSED ? T : N];
      // deno-fmt-ignore
      const status = multiply(turnA, turnB, BigInt(m), BigInt(n), BigInt(k), alpha, a, BigInt(lda), b, BigInt(ldb),
        beta, c, BigInt(ldc));
      if (status === 0) return;
      throw new BackendError(
        `oneDNN: status ${status} of the product ${m}×${k} · ${k}×${n}: use --blas openblas`,
      );
    },
    useThreads() {
      setThreads?.(1);
      return setThreads === null ? undefined : 1;
    },
  };
}

function load(path: string): Library {
  const deno = needDeno("opening a BLAS library");
  try {
    return deno.dlopen(path, SYMBOLS);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof deno.errors.NotCapable) {
      throw new BackendError(`BLAS library ${path}: permission refused: run with --allow-ffi=${path}`);
    }
    if (/No such file|cannot find|does not exist|no such file/i.test(message)) {
      throw new BackendError(`BLAS library ${path} ${NOT_FOUND}: install one or name another path`);
    }
    throw new BackendError(`BLAS library ${path} is not a shared library: ${message.split(": ").at(-1)}`);
  }
}
