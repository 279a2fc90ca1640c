/**
 * Gram matrices X_b diag(s_o) X_bᵀ of all examples b and channels o, as products of pairs of patches.
 *
 * Entry (p, q) of every channel is Σ_k X_pk X_qk s_ko: the products of pairs of rows, [pairs, n], times s.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { offsetOf } from "../../wasm/heap.ts";
import { clear, make } from "../../wasm/tensors.ts";
import type { Workspace } from "../kernel/define.ts";
import { forget, free, viewOf } from "../kernel/matrices.ts";
import { triangle } from "../kernel/shapes.ts";
import { type PairGroup, pairGroups, type Run } from "./pair_groups.ts";
import { segmentsOf } from "./segments.ts";

/** Examples that are handled at once. */
export interface Chunk {
  readonly first: number;
  readonly count: number;
}

/** Bytes of pair products that are held at once. */
const CHUNK_BYTES = 2 ** 25;

/** The examples in chunks whose pair products, and Gram matrices, fit into a bounded memory. */
export function chunksOf(batch: number, bytesPerExample: number): Chunk[] {
  const step = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, bytesPerExample)));
  return Array.from({ length: Math.ceil(batch / step) }, (_, chunk) => ({
    first: chunk * step,
    count: Math.min(step, batch - chunk * step),
  }));
}

/**
 * Calls `use` with the Gram matrices of chunk after chunk, [count, pairs, O].
 *
 * @param operands x [B, P, n] and variance [n, O]
 */
export function eachGram(
  workspace: Workspace,
  { x, variance }: { readonly x: tf.TensorInfo; readonly variance: tf.TensorInfo },
  use: (gram: tf.TensorInfo, chunk: Chunk) => void,
): void {
  const { backend } = workspace;
  const [batch = 0, positions = 0] = x.shape;
  const cols = variance.shape[1] ?? 0;
  const groups = pairGroups(segmentsOf(workspace, x), positions);
  const pairs = triangle(positions);
  const widest = groups.reduce(
    (most, { pairs, runs }) => Math.max(most, ...runs.map(({ width }) => width * pairs.length)),
    pairs * cols,
  );
  for (const chunk of chunksOf(batch, 4 * widest)) {
    const gram = make(backend, [chunk.count * pairs, cols]);
    for (const group of groups) fillGroup(workspace, { x, variance, gram, group, chunk });
    use({ ...gram, shape: [chunk.count, pairs, cols] }, chunk);
    free(backend, gram);
  }
}

/** Fills the rows of a group's pairs, of all examples of the chunk. */
function fillGroup(
  workspace: Workspace,
  { x, variance, gram, group: { pairs, runs }, chunk }: {
    readonly x: tf.TensorInfo;
    readonly variance: tf.TensorInfo;
    readonly gram: tf.TensorInfo;
    readonly group: PairGroup;
    readonly chunk: Chunk;
  },
): void {
  const { backend, kernels, product } = workspace;
  const [, positions = 0] = x.shape;
  const cols = variance.shape[1] ?? 0;
  const all = triangle(positions);
  const whole = pairs.length === all;
  const rows = chunk.count * pairs.length;
  const target = whole ? gram : make(backend, [rows, cols]);
  if (runs.length === 0) clear(backend, target);
  runs.forEach((run, i) => {
    const a = pairProducts(workspace, { x, chunk, pairs, run });
    const b = viewOf(backend, offsetOf(backend, variance) + 4 * run.from * cols, [run.width, cols]);
    const flags = { transposeA: false, transposeB: false };
    product({ backend, a, b, into: target, accumulate: i > 0, ...flags });
    forget(backend, b);
    free(backend, a);
  });
  if (whole) return;
  let from = offsetOf(backend, target);
  const to = offsetOf(backend, gram);
  for (let b = 0; b < chunk.count; b++) {
    for (const [p, q] of pairs) {
      kernels.copyRows(from, to + 4 * (b * all + triangle(p) + q) * cols, 1, cols, 0, 0);
      from += 4 * cols;
    }
  }
  free(backend, target);
}

/** Products of pairs of rows in a run of columns, for the caller to free. shape: [count · pairs, width] */
export function pairProducts(
  { backend, kernels }: Workspace,
  { x, chunk: { first, count }, pairs, run: { from, width } }: {
    readonly x: tf.TensorInfo;
    readonly chunk: Chunk;
    readonly pairs: PairGroup["pairs"];
    readonly run: Run;
  },
): tf.TensorInfo {
  const [, positions = 0, inner = 0] = x.shape;
  const products = make(backend, [count * pairs.length, width]);
  let out = offsetOf(backend, products);
  for (let b = first; b < first + count; b++) {
    const image = offsetOf(backend, x) + 4 * (b * positions * inner + from);
    for (const [p, q] of pairs) {
      kernels.product(image + 4 * p * inner, image + 4 * q * inner, out, width);
      out += 4 * width;
    }
  }
  return products;
}
