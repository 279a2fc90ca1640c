/**
 * The functions of the compiled module, as TypeScript sees them.
 *
 * Pointers are byte offsets in the memory, lengths are in elements; values are float32 unless said otherwise.
 * @module
 */

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
export interface Kernels {
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
  bernoulliResiduals(logits: Pointer, targets: Pointer, out: Pointer, residuals: Pointer, rows: number,
    cols: number): void;
  scaleRows(scale: Pointer, x: Pointer, out: Pointer, rows: number, cols: number): void;
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
  varianceAndKl(mean: Pointer, logScale: Pointer, variance: Pointer, total: Pointer, count: number,
    precision: number, constant: number): void;
  // deno-fmt-ignore
  gaussianSample(mean: Pointer, variance: Pointer, noise: Pointer, out: Pointer, count: number,
    conditioned: boolean): void;
  // deno-fmt-ignore
  gaussianSampleGradient(dy: Pointer, variance: Pointer, noise: Pointer, out: Pointer, count: number,
    conditioned: boolean): void;
  /** dy / (2 root). */
  readonly rootGradient: Binary;
  // deno-fmt-ignore
  gaussianAdam(mean: Pointer, meanFirst: Pointer, meanSecond: Pointer, dMean: Pointer, logScale: Pointer,
    scaleFirst: Pointer, scaleSecond: Pointer, dVariance: Pointer, variance: Pointer, count: number,
    weight: number, pull: number, beta1: number, beta2: number, rate: number, correction: number,
    epsilon: number): void;
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
  pairWeights(g: Pointer, b: Pointer, out: Pointer, positions: number, cols: number): void;
  outerRows(g: Pointer, b: Pointer, out: Pointer, positions: number, cols: number): void;
  contractPairs(x: Pointer, y: Pointer, out: Pointer, positions: number, inner: number): void;
  symmetricProduct(v: Pointer, d: Pointer, out: Pointer, positions: number, cols: number): void;
  gradientBlock(u: Pointer, v: Pointer, s: Pointer, ds: Pointer, count: number, factor: number): void;
  addTo(a: Pointer, out: Pointer, count: number): void;
  product(a: Pointer, b: Pointer, out: Pointer, count: number): void;
  /** 2 a b. */
  readonly twiceProduct: Binary;
  // deno-fmt-ignore
  copyRows(from: Pointer, to: Pointer, rows: number, width: number, fromStride: number,
    toStride: number): void;
  // deno-fmt-ignore
  noiseRows(x: Pointer, out: Pointer, scratch: Pointer, example: number, positions: number, inner: number,
    first: number, count: number, cols: number, all: number, k0: number, k1: number): void;
  // deno-fmt-ignore
  activeBlocks(x: Pointer, out: Pointer, batch: number, positions: number, inner: number,
    width: number): void;
  // deno-fmt-ignore
  hasMoreDirections(x: Pointer, work: Pointer, positions: number, inner: number, rank: number,
    tolerance: number): number;
  // deno-fmt-ignore
  drawCloseRows(x: Pointer, variance: Pointer, given: Pointer, z: Pointer, beta: Pointer, work: Pointer,
    positions: number, inner: number, cols: number, tolerance: number, kind: number): number;
  gramOrder(gram: Pointer, work: Pointer, positions: number, cols: number, tolerance: number): number;
  // deno-fmt-ignore
  gramDraw(gram: Pointer, given: Pointer, z: Pointer, beta: Pointer, work: Pointer, positions: number,
    cols: number, rank: number, tolerance: number, kind: number): void;
}

/** An activation that the kernels know. */
export type Activation = "linear" | "tanh" | "relu";

/** The `activation` argument of kernels. */
export const activationCode: Readonly<Record<Activation, number>> = { linear: 0, tanh: 1, relu: 2 };
