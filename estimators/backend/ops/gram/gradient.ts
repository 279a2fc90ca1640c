/**
 * The gradient of z* = A ε* for weight vectors with several positions, ε* = σ Xᵀβ held constant.
 *
 * dσ²_ko = ½ Σ_b (X_bᵀ g)_ko (X_bᵀ β)_ko and dX_pk = Σ_o g_po σ²_ko (Xᵀβ)_ko (R2-G2 paper eq. 6 and 8). With
 * few positions both are products of pairs of patches, as the Gram matrices are; with many the vectors
 * Xᵀg and Xᵀβ are formed block by block, for [B, n, O] values would not fit.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { WasmBackend } from "../../wasm/heap.ts";
import {
  at,
  type Call,
  clear,
  kernelsOn,
  make,
  operand,
  patchOperands,
  requireShape,
} from "../../wasm/call.ts";
import { chunksOf, multiply, pairProducts, pairsOf } from "./blocks.ts";

/** Above, arithmetic on pairs of positions outweighs the traffic of vectors of length n. */
const MOST_PAIRED_POSITIONS = 8;
/** Values of one block of weights: four such blocks stay in the second-level cache side by side. */
const BLOCK_VALUES = 2 ** 15;

interface Operands {
  readonly backend: WasmBackend;
  readonly x: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
  readonly beta: tf.TensorInfo;
  readonly dy: tf.TensorInfo;
  readonly dVariance: tf.TensorInfo;
  readonly dx: tf.TensorInfo | undefined;
}

/**
 * dy, beta [B, P, O], x, variance -> d x unless `varianceOnly`; d variance is written into the input
 * dVariance [n, O].
 */
export function gramPathGradient(call: Call): tf.TensorInfo[] {
  const name = "R2g2GramPathGradient";
  const { x, weights: variance, batch, positions, cols } = patchOperands(name, call, "variance");
  const [beta, dy, dVariance] = ["beta", "dy", "dVariance"].map((input) => operand(name, call, input)) as [
    tf.TensorInfo,
    tf.TensorInfo,
    tf.TensorInfo,
  ];
  const wanted = [batch, positions, cols];
  requireShape(name, { name: "beta", tensor: beta, wanted });
  requireShape(name, { name: "dy", tensor: dy, wanted });
  requireShape(name, { name: "dVariance", tensor: dVariance, wanted: variance.shape });
  const { backend } = call;
  const dx = call.attrs["varianceOnly"] === true ? undefined : make(backend, x.shape);
  const operands = { backend, x, variance, beta, dy, dVariance, dx };
  if (positions <= MOST_PAIRED_POSITIONS) byPairs(operands);
  else byBlocks(operands);
  return dx === undefined ? [] : [dx];
}

function byPairs({ backend, x, variance, beta, dy, dVariance, dx }: Operands): void {
  const [batch, positions, inner] = x.shape as [number, number, number];
  const cols = variance.shape[1] ?? 0;
  const pairs = pairsOf(positions);
  const kernels = kernelsOn(backend);
  const all = { from: 0, width: inner, positions: Array.from({ length: positions }, (_, p) => p) };
  const start = clear(backend, dVariance);
  for (const chunk of chunksOf(batch, 4 * positions * positions * Math.max(inner, cols))) {
    const products = pairProducts(backend, { x, chunk, segment: all });
    const weights = make(backend, [chunk.count * pairs, cols]);
    const rows = (tensor: tf.TensorInfo, b: number) =>
      at(backend, tensor) + 4 * (chunk.first + b) * positions * cols;
    for (let b = 0; b < chunk.count; b++) {
      const out = at(backend, weights) + 4 * b * pairs * cols;
      kernels.pairWeights(rows(dy, b), rows(beta, b), out, positions, cols);
    }
    const term = multiply(backend, [products, weights], { transposeA: true });
    kernels.addTo(at(backend, term), start, inner * cols);
    for (const { dataId } of [products, weights, term]) backend.disposeData(dataId);
    if (dx === undefined) continue;
    const square = positions * positions;
    const outer = make(backend, [chunk.count * square, cols]);
    for (let b = 0; b < chunk.count; b++) {
      kernels.outerRows(
        rows(dy, b),
        rows(beta, b),
        at(backend, outer) + 4 * b * square * cols,
        positions,
        cols,
      );
    }
    const mixed = multiply(backend, [outer, variance], { transposeB: true });
    for (let b = 0; b < chunk.count; b++) {
      const image = 4 * (chunk.first + b) * positions * inner;
      const from = at(backend, mixed) + 4 * b * square * inner;
      kernels.contractPairs(at(backend, x) + image, from, at(backend, dx) + image, positions, inner);
    }
    for (const { dataId } of [outer, mixed]) backend.disposeData(dataId);
  }
}

function byBlocks({ backend, x, variance, beta, dy, dVariance, dx }: Operands): void {
  const [batch, positions, inner] = x.shape as [number, number, number];
  const cols = variance.shape[1] ?? 0;
  const kernels = kernelsOn(backend);
  const ofDy = examplesOf(backend, dy);
  const ofBeta = examplesOf(backend, beta);
  const step = Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, cols)));
  clear(backend, dVariance);
  for (let from = 0; from < inner; from += step) {
    const width = Math.min(step, inner - from);
    const patch = make(backend, [positions, width]);
    const [sAt, dsAt] = [variance, dVariance].map((tensor) => at(backend, tensor) + 4 * from * cols);
    for (let b = 0; b < batch; b++) {
      const image = 4 * (b * positions * inner + from);
      kernels.copyRows(at(backend, x) + image, at(backend, patch), positions, width, inner, width);
      const u = multiply(backend, [patch, ofDy[b]!], { transposeA: true });
      const v = multiply(backend, [patch, ofBeta[b]!], { transposeA: true });
      kernels.gradientBlock(at(backend, u), at(backend, v), sAt!, dsAt!, width * cols, 0.5);
      if (dx !== undefined) {
        const block = multiply(backend, [ofDy[b]!, v], { transposeB: true });
        kernels.copyRows(at(backend, block), at(backend, dx) + image, positions, width, width, inner);
        backend.disposeData(block.dataId);
      }
      for (const { dataId } of [u, v]) backend.disposeData(dataId);
    }
    backend.disposeData(patch.dataId);
  }
  for (const { dataId } of [...ofDy, ...ofBeta]) backend.disposeData(dataId);
}

/** Copies of every example's [P, O], for the caller to free. */
export function examplesOf(backend: WasmBackend, x: tf.TensorInfo): tf.TensorInfo[] {
  const [batch, rows, cols] = x.shape as [number, number, number];
  return Array.from({ length: batch }, (_, b) => {
    const example = make(backend, [rows, cols]);
    const from = at(backend, x) + 4 * b * rows * cols;
    kernelsOn(backend).copyRows(from, at(backend, example), 1, rows * cols, 0, 0);
    return example;
  });
}
