/**
 * Gram matrices X_b diag(s_o) X_bᵀ of all examples b and channels o, as products of pairs of patches.
 *
 * Entry (p, q) of every channel is Σ_k X_pk X_qk s_ko: the products of pairs of rows, [pairs, n], times s.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { offsetOf, runKernel } from "../../wasm/heap.ts";
import { make, withScratch, zeros } from "../../wasm/tensors.ts";
import type { Workspace } from "../kernel/define.ts";
import { free, multiply } from "../kernel/matrices.ts";
import { triangle } from "../kernel/shapes.ts";
import { type Segment, segmentsOf } from "./segments.ts";

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
  const [batch = 0, positions = 0, inner = 0] = x.shape;
  const cols = variance.shape[1] ?? 0;
  const segments = segmentsOf(workspace, x);
  const whole = segments.length === 1 && segments[0]!.width === inner &&
    segments[0]!.positions.length === positions;
  const rights = whole ? [] : segments.map(({ from, width }) =>
    runKernel("Slice", {
      inputs: { x: variance },
      attrs: { begin: [from, 0], size: [width, cols] },
      backend,
    })
  );
  const pairs = triangle(positions);
  const widest = segments.reduce((most, { width }) => Math.max(most, width), cols);
  for (const chunk of chunksOf(batch, 4 * pairs * widest)) {
    const gram = whole
      ? segmentGram(workspace, { x, chunk, segment: segments[0]!, right: variance })
      : zeros(backend, [chunk.count * pairs, cols]);
    if (!whole) {
      segments.forEach((segment, i) => {
        const part = segmentGram(workspace, { x, chunk, segment, right: rights[i]! });
        addSegment(workspace, { gram, part, segment, positions, count: chunk.count });
        free(backend, part);
      });
    }
    use({ ...gram, shape: [chunk.count, pairs, cols] }, chunk);
    free(backend, gram);
  }
  free(backend, ...rights);
}

/** Products of the pairs of a segment's positions, [count · pairs, width], times its rows of the variance. */
function segmentGram(
  workspace: Workspace,
  { x, chunk, segment, right }: { x: tf.TensorInfo; chunk: Chunk; segment: Segment; right: tf.TensorInfo },
): tf.TensorInfo {
  const pairs = pairProducts(workspace, { x, chunk, segment });
  const product = multiply(workspace, [pairs, right]);
  free(workspace.backend, pairs);
  return product;
}

/** shape: [count · pairs, width], for the caller to free. */
export function pairProducts(
  { backend, kernels }: Workspace,
  { x, chunk: { first, count }, segment: { from, width, positions } }: {
    readonly x: tf.TensorInfo;
    readonly chunk: Chunk;
    readonly segment: Segment;
  },
): tf.TensorInfo {
  const [, all = 0, inner = 0] = x.shape;
  const rows = positions.length;
  const pairs = make(backend, [count * triangle(rows), width]);
  withScratch(backend, 4 * rows * width, (scratch) => {
    const [source, target] = [offsetOf(backend, x), offsetOf(backend, pairs)];
    for (let b = 0; b < count; b++) {
      const image = source + 4 * (first + b) * all * inner;
      const out = target + 4 * b * triangle(rows) * width;
      if (rows === all && width === inner) kernels.rowPairs(image, out, rows, width);
      else {
        positions.forEach((p, i) =>
          kernels.copyRows(image + 4 * (p * inner + from), scratch + 4 * i * width, 1, width, 0, 0)
        );
        kernels.rowPairs(scratch, out, rows, width);
      }
    }
  });
  return pairs;
}

function addSegment(
  { backend, kernels }: Workspace,
  { gram, part, segment, positions, count }: {
    gram: tf.TensorInfo;
    part: tf.TensorInfo;
    segment: Segment;
    positions: number;
    count: number;
  },
): void {
  const cols = gram.shape[1] ?? 0;
  let from = offsetOf(backend, part);
  const to = offsetOf(backend, gram);
  if (segment.positions.length === positions) {
    kernels.addTo(from, to, count * triangle(positions) * cols);
    return;
  }
  for (let b = 0; b < count; b++) {
    segment.positions.forEach((p, i) => {
      for (const q of segment.positions.slice(0, i + 1)) {
        kernels.addTo(from, to + 4 * (b * triangle(positions) + triangle(p) + q) * cols, cols);
        from += 4 * cols;
      }
    });
  }
}
