/**
 * Two ways to the gradient of `gramPath` on the heap.
 *
 * With few positions both gradients are products of pairs of patches, as the Gram matrices are; with many the
 * vectors Xᵀg and Xᵀβ are formed block by block, for [B, n, O] values would not fit.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Pointer } from "../../wasm/functions.ts";
import { offsetOf } from "../../wasm/heap.ts";
import { clear, make } from "../../wasm/tensors.ts";
import type { Workspace } from "../kernel/define.ts";
import { examplesOf, free, multiply } from "../kernel/matrices.ts";
import { type PositionSizes, triangle } from "../kernel/shapes.ts";
import { chunksOf, pairProducts } from "./blocks.ts";
import { wholeSegment } from "./segments.ts";

/** Above, arithmetic on pairs of positions outweighs the traffic of vectors of length n. */
export const MOST_PAIRED_POSITIONS = 8;
/** Values of one block of weights: four such blocks stay in the second-level cache side by side. */
const BLOCK_VALUES = 2 ** 15;

/** What is given and what is filled, dVariance. */
export interface PathOperands {
  readonly inputs: Readonly<Record<"x" | "variance" | "beta" | "dy" | "dVariance", tf.TensorInfo>>;
  readonly sizes: PositionSizes;
}

/** Fills d variance and, unless absent, dx [B, P, n], by pairs of positions. */
export function fillByPairs(workspace: Workspace, { inputs, sizes }: PathOperands, dx?: Pointer): void {
  const { backend, kernels } = workspace;
  const { batch, positions, inner, cols } = sizes;
  const { x, variance, beta, dy, dVariance } = inputs;
  const pairs = triangle(positions);
  const segment = wholeSegment(positions, inner);
  const start = clear(backend, dVariance);
  for (const chunk of chunksOf(batch, 4 * positions * positions * Math.max(inner, cols))) {
    const products = pairProducts(workspace, { x, chunk, segment });
    const weights = make(backend, [chunk.count * pairs, cols]);
    const rows = (tensor: tf.TensorInfo, b: number) =>
      offsetOf(backend, tensor) + 4 * (chunk.first + b) * positions * cols;
    for (let b = 0; b < chunk.count; b++) {
      const out = offsetOf(backend, weights) + 4 * b * pairs * cols;
      kernels.pairWeights(rows(dy, b), rows(beta, b), out, positions, cols);
    }
    const term = multiply(workspace, [products, weights], { transposeA: true });
    kernels.addTo(offsetOf(backend, term), start, inner * cols);
    free(backend, products, weights, term);
    if (dx === undefined) continue;
    const square = positions * positions;
    const outer = make(backend, [chunk.count * square, cols]);
    for (let b = 0; b < chunk.count; b++) {
      const out = offsetOf(backend, outer) + 4 * b * square * cols;
      kernels.outerRows(rows(dy, b), rows(beta, b), out, positions, cols);
    }
    const mixed = multiply(workspace, [outer, variance], { transposeB: true });
    for (let b = 0; b < chunk.count; b++) {
      const image = 4 * (chunk.first + b) * positions * inner;
      const from = offsetOf(backend, mixed) + 4 * b * square * inner;
      kernels.contractPairs(offsetOf(backend, x) + image, from, dx + image, positions, inner);
    }
    free(backend, outer, mixed);
  }
}

/** Fills d variance and, unless absent, dx [B, P, n], by blocks of weights. */
export function fillByBlocks(workspace: Workspace, { inputs, sizes }: PathOperands, dx?: Pointer): void {
  const { backend, kernels } = workspace;
  const { batch, positions, inner, cols } = sizes;
  const { x, variance, beta, dy, dVariance } = inputs;
  const ofDy = examplesOf(workspace, dy);
  const ofBeta = examplesOf(workspace, beta);
  const step = Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, cols)));
  const start = clear(backend, dVariance);
  for (let from = 0; from < inner; from += step) {
    const width = Math.min(step, inner - from);
    const patch = make(backend, [positions, width]);
    const [s, ds] = [offsetOf(backend, variance) + 4 * from * cols, start + 4 * from * cols];
    for (let b = 0; b < batch; b++) {
      const image = 4 * (b * positions * inner + from);
      const source = offsetOf(backend, x) + image;
      kernels.copyRows(source, offsetOf(backend, patch), positions, width, inner, width);
      const u = multiply(workspace, [patch, ofDy[b]!], { transposeA: true });
      const v = multiply(workspace, [patch, ofBeta[b]!], { transposeA: true });
      kernels.gradientBlock(offsetOf(backend, u), offsetOf(backend, v), s, ds, width * cols, 0.5);
      if (dx !== undefined) {
        const block = multiply(workspace, [ofDy[b]!, v], { transposeB: true });
        kernels.copyRows(offsetOf(backend, block), dx + image, positions, width, width, inner);
        free(backend, block);
      }
      free(backend, u, v);
    }
    free(backend, patch);
  }
  free(backend, ...ofDy, ...ofBeta);
}
