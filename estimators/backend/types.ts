/**
 * What `useBackend` takes and answers.
 * @module
 */

/** Backends that tensors can live on. */
export type BackendName = "wasm" | "cpu" | "webgl" | "webgpu" | "tensorflow";

/** How to set up a backend. */
export interface BackendOptions {
  /**
   * Matrix products of the wasm backend: `auto` uses the first library that is installed and permitted,
   * OpenBLAS before oneDNN, `openblas` and `onednn` one of these, `off` none, and any other string is the absolute
   * path of the library to use.
   * @default "auto"
   */
  readonly blas?: "auto" | "off" | "openblas" | "onednn" | (string & Record<never, never>);
  /**
   * Threads of the BLAS library.
   * @default navigator.hardwareConcurrency, at most 4
   */
  readonly threads?: number;
  /**
   * With `blas: "auto"`, which library takes the products of which shape, where OpenBLAS and oneDNN are both installed:
   * `measure` times them, half a second, and the choice is in {@linkcode BlasInUse}; a choice is taken as it is.
   * @default the first library takes all
   */
  readonly products?: "measure" | ProductChoice;
  /** Receives one line where `auto` falls back to something slower. */
  readonly notice?: (line: string) => void;
}

/** Libraries by the products that they take, `{ "80×200×784 NT": "oneDNN" }`; empty where one takes all. */
export type ProductChoice = Readonly<Record<string, string>>;

/** A BLAS library in use. */
export interface BlasInUse {
  /** Tells a library in use from none. */
  readonly used: true;
  /** Absolute path that was opened. */
  readonly path: string;
  /** `OpenBLAS`, `Accelerate`, `oneDNN` or `BLAS`. */
  readonly vendor: string;
  /** What the library says of its build; empty where it does not say. */
  readonly config: string;
  /** Threads that it may use; undefined where the library decides for itself. */
  readonly threads: number | undefined;
  /** The library that takes some of the products. */
  readonly beside?: Pick<BlasInUse, "path" | "vendor" | "config" | "threads">;
  /** Which library takes which products, where that was asked for. */
  readonly choice?: ProductChoice;
}

/** No BLAS library, and why. */
export interface BlasNotUsed {
  /** Tells none from a library in use. */
  readonly used: false;
  /** One line: what is missing, and what to do. */
  readonly reason: string;
}

/** The active backend, as far as it can be described without further permission. */
export interface BackendInfo {
  /** What was chosen. */
  readonly name: BackendName;
  /** Version of TensorFlow.js. */
  readonly tfjs: string;
  /** Library of the matrix products. */
  readonly blas: BlasInUse | BlasNotUsed;
  /** Whether the backend uses WebAssembly SIMD. */
  readonly simd: boolean;
  /** Our kernels installed on the backend, by name. */
  readonly kernels: readonly string[];
  /** Where it runs. */
  readonly machine: Machine;
}

/** The machine, as far as the runtime tells without a permission. */
export interface Machine {
  /** Operating system, as the runtime names it; `browser` in a browser. */
  readonly os: string;
  /** Instruction set, as the runtime names it. */
  readonly arch: string;
  /** Logical processors. */
  readonly cores: number;
  /** Graphics adapter, on webgpu. */
  readonly adapter?: string;
  /** Version of Deno, where it is Deno. */
  readonly deno?: string;
  /** Version of Node, where it is Node. */
  readonly node?: string;
  /** Version of the JavaScript engine; a browser does not say. */
  readonly v8?: string;
}

/** A backend that could not be set up as asked; the message is one line that says what to do. */
export class BackendError extends Error {
  /** Name of the class. */
  override readonly name = "BackendError";
}
