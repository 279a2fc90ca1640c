/**
 * The compiled kernels on a memory: that of tfjs's wasm backend, or one of their own.
 *
 * Pointers are byte offsets in the memory, lengths are in elements; values are float32 unless said otherwise.
 * @module
 */
import { moduleBase64 } from "./module.ts";
import type { PositionFunctions } from "./position_functions.ts";

/** A byte offset in the memory. Zero stands for an absent array where a kernel allows it. */
export type Pointer = number;

/** A function of one array, element by element; `out` may be `x`. */
export type Unary = (x: Pointer, out: Pointer, count: number) => void;
/** A function of two arrays, element by element; `out` may be either. */
export type Binary = (a: Pointer, b: Pointer, out: Pointer, count: number) => void;
type Stream = (
  out: Pointer,
  count: number,
  k0: number,
  k1: number,
  offset: number,
  scratch: Pointer,
) => void;

/** The module's functions; what each computes stands with its source in `assembly/`. */
export interface Kernels extends PositionFunctions {
  readonly normals: Stream;
  readonly uniforms: Stream;
  readonly exp: Unary;
  readonly log: Unary;
  readonly tanh: Unary;
  readonly sigmoid: Unary;
  readonly softplus: Unary;
  /** dy (1 − y²). */
  readonly tanhGradient: Binary;
  /** dy where y > 0. */
  readonly reluGradient: Binary;
  /** dy sigmoid(x). */
  readonly softplusGradient: Binary;
  // deno-fmt-ignore
  adam(p: Pointer, m: Pointer, v: Pointer, g: Pointer, count: number, beta1: number, beta2: number,
    rate: number, correction: number, epsilon: number): void;
  bernoulliRows(logits: Pointer, targets: Pointer, out: Pointer, rows: number, cols: number): void;
  // deno-fmt-ignore
  bernoulliGradient(dy: Pointer, logits: Pointer, targets: Pointer, out: Pointer, rows: number,
    cols: number): void;
  // deno-fmt-ignore
  klRows(mean: Pointer, logScale: Pointer, out: Pointer, rows: number, cols: number, precision: number,
    constant: number): void;
  // deno-fmt-ignore
  klGradient(dy: Pointer, mean: Pointer, logScale: Pointer, dMean: Pointer, dLogScale: Pointer, rows: number,
    cols: number, precision: number): void;
  // deno-fmt-ignore
  gaussianRows(value: Pointer, mean: Pointer, meanStride: number, logScale: Pointer, logScaleStride: number,
    out: Pointer, rows: number, cols: number, constant: number): void;
  // deno-fmt-ignore
  gaussianGradient(dy: Pointer, value: Pointer, mean: Pointer, meanStride: number, logScale: Pointer,
    logScaleStride: number, dMean: Pointer, dLogScale: Pointer, rows: number, cols: number): void;
  // deno-fmt-ignore
  biasActivation(x: Pointer, bias: Pointer, out: Pointer, rows: number, cols: number,
    activation: number): void;
  // deno-fmt-ignore
  activationGradient(dy: Pointer, y: Pointer, dz: Pointer, dBias: Pointer, rows: number, cols: number,
    activation: number): void;
  // deno-fmt-ignore
  noiseProduct(x: Pointer, scale: Pointer, z: Pointer, scratch: Pointer, rows: number, inner: number,
    cols: number, k0: number, k1: number, first: number): void;
  // deno-fmt-ignore
  noiseProductGradient(dy: Pointer, x: Pointer, scale: Pointer, dScale: Pointer, dx: Pointer,
    scratch: Pointer, rows: number, inner: number, cols: number, k0: number, k1: number, from: number,
    to: number): void;
  // deno-fmt-ignore
  imagePatches(images: Pointer, out: Pointer, batch: number, height: number, width: number, channels: number,
    size: number): void;
  // deno-fmt-ignore
  addPatches(images: Pointer, patches: Pointer, batch: number, height: number, width: number,
    channels: number, size: number): void;
  // deno-fmt-ignore
  pairPoolGradient(x: Pointer, dy: Pointer, dx: Pointer, rows: number, columns: number,
    channels: number): void;
  /** Bytes of `work` that `multiply` needs. */
  multiplyWork(m: number, n: number, k: number): number;
  // deno-fmt-ignore
  multiply(a: Pointer, rowA: number, colA: number, b: Pointer, rowB: number, colB: number, c: Pointer,
    m: number, n: number, k: number, add: boolean, work: Pointer): void;
  rowPairs(w: Pointer, out: Pointer, m: number, n: number): void;
  // deno-fmt-ignore
  factorLanes(gram: Pointer, factor: Pointer, pivots: Pointer, count: number, n: number,
    packed: boolean): void;
  // deno-fmt-ignore
  solveLanes(factor: Pointer, b: Pointer, x: Pointer, work: Pointer, count: number, n: number): void;
}

/** An activation that the kernels know. */
export type Activation = "linear" | "tanh" | "relu";

/** The `activation` argument of kernels. */
export const activationCode: Readonly<Record<Activation, number>> = { linear: 0, tanh: 1, relu: 2 };

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
 * @throws WebAssembly.CompileError where the engine has no SIMD.
 */
export function instantiate(memory: WebAssembly.Memory): Kernels {
  module ??= new WebAssembly.Module(Uint8Array.fromBase64(moduleBase64));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

/**
 * The process's one instance on a memory of its own, for use where the tensors live elsewhere; undefined
 * where the engine cannot run it.
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

const pages = (bytes: number): number => Math.ceil(bytes / 65536);
