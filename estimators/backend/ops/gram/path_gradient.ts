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
import { forget, free, multiply, viewOf } from "../kernel/matrices.ts";
import { type PositionSizes, triangle } from "../kernel/shapes.ts";
import { chunksOf, pairProducts } from "./blocks.ts";
import { pairGroups } from "./pair_groups.ts";
import { type Segment, segmentsOf, wholeSegment } from "./segments.ts";

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
  const all = pairGroups([wholeSegment(positions, inner)], positions)[0]?.pairs ?? [];
  const start = clear(backend, dVariance);
  for (const chunk of chunksOf(batch, 4 * positions * positions * Math.max(inner, cols))) {
    const products = pairProducts(workspace, { x, chunk, pairs: all, run: { from: 0, width: inner } });
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

/**
 * Fills d variance and, unless absent, dx [B, P, n], by blocks of weights. Rows of x that are zero in all examples are
 * left out of Xᵀg and Xᵀβ; their own gradient is not zero.
 */
export function fillByBlocks(workspace: Workspace, operands: PathOperands, dx?: Pointer): void {
  const { backend } = workspace;
  const { inputs, sizes: { batch, positions, inner, cols } } = operands;
  clear(backend, inputs.dVariance);
  const segments = segmentsOf(workspace, inputs.x);
  const covered = segments.reduce((sum, { width }) => sum + width, 0);
  // Columns that are zero at all positions have no vectors.
  if (dx !== undefined && covered < inner) {
    backend.wasm.HEAPU8.fill(0, dx, dx + 4 * batch * positions * inner);
  }
  const whole = viewsOf(backend, inputs.dy, [batch, positions, cols]);
  for (const segment of segments) fillSegment(workspace, operands, { segment, dx, whole });
  forget(backend, ...whole);
}

/** The columns of a segment. @param whole dy of every example */
function fillSegment(
  { backend, kernels, product }: Workspace,
  { inputs: { x, variance, beta, dy, dVariance }, sizes: { batch, positions, inner, cols } }: PathOperands,
  { segment, dx, whole }: {
    readonly segment: Segment;
    readonly dx: Pointer | undefined;
    readonly whole: readonly tf.TensorInfo[];
  },
): void {
  const { positions: present, from: first, width: all } = segment;
  const rows = present.length;
  const step = Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, cols)));
  const gather = (values: tf.TensorInfo): tf.TensorInfo => {
    const own = make(backend, [batch * rows, cols]);
    let to = offsetOf(backend, own);
    for (let b = 0; b < batch; b++) {
      for (const p of present) {
        kernels.copyRows(offsetOf(backend, values) + 4 * (b * positions + p) * cols, to, 1, cols, 0, 0);
        to += 4 * cols;
      }
    }
    return own;
  };
  const [ofDy, ofBeta] = [gather(dy), gather(beta)];
  const [gs, betas] = [ofDy, ofBeta].map((own) => viewsOf(backend, own, [batch, rows, cols])) as [
    tf.TensorInfo[],
    tf.TensorInfo[],
  ];
  for (let from = first; from < first + all; from += step) {
    const width = Math.min(step, first + all - from);
    const patch = make(backend, [rows, width]);
    const [u, v] = [make(backend, [width, cols]), make(backend, [width, cols])];
    const block = make(backend, [positions, width]);
    const [s, ds] = [variance, dVariance].map((tensor) => offsetOf(backend, tensor) + 4 * from * cols);
    for (let b = 0; b < batch; b++) {
      const image = 4 * (b * positions * inner + from);
      const source = offsetOf(backend, x) + image;
      let to = offsetOf(backend, patch);
      for (const p of present) {
        kernels.copyRows(source + 4 * p * inner, to, 1, width, 0, 0);
        to += 4 * width;
      }
      product({ backend, a: patch, b: gs[b]!, into: u, transposeA: true, transposeB: false });
      product({ backend, a: patch, b: betas[b]!, into: v, transposeA: true, transposeB: false });
      kernels.gradientBlock(offsetOf(backend, u), offsetOf(backend, v), s!, ds!, width * cols, 0.5);
      if (dx === undefined) continue;
      product({ backend, a: whole[b]!, b: v, into: block, transposeA: false, transposeB: true });
      kernels.copyRows(offsetOf(backend, block), dx + image, positions, width, width, inner);
    }
    free(backend, patch, u, v, block);
  }
  forget(backend, ...gs, ...betas);
  free(backend, ofDy, ofBeta);
}

/** The matrices of every example, in place. */
function viewsOf(
  backend: Workspace["backend"],
  tensor: tf.TensorInfo,
  [batch, rows, cols]: readonly [number, number, number],
): tf.TensorInfo[] {
  const start = offsetOf(backend, tensor);
  return Array.from({ length: batch }, (_, b) => viewOf(backend, start + 4 * b * rows * cols, [rows, cols]));
}
