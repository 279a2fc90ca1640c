/**
 * Gram matrices X_b diag(s_o) X_bᵀ of all examples b and channels o, as products of pairs of patches.
 *
 * Entry (p, q) of every channel is Σ_k X_pk X_qk s_ko: the products of pairs of rows, [pairs, n], times s.
 * Patches over an image's edge are zero in whole blocks of columns, whatever the example; pairs with them
 * are left out.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { runKernel, type WasmBackend } from "../../wasm/heap.ts";
import { at, kernelsOn, make, withScratch, zeros } from "../../wasm/call.ts";

/** Columns of X in which the same positions are zero in all examples. */
export interface Segment {
  /** First column. */
  readonly from: number;
  /** Number of columns. */
  readonly width: number;
  /** Positions that are not zero. */
  readonly positions: readonly number[];
}

/** Examples that are handled at once. */
export interface Chunk {
  readonly first: number;
  readonly count: number;
}

/** Pairs (p, q ≤ p) of positions. */
export const pairsOf = (positions: number): number => positions * (positions + 1) / 2;

/** Bytes of pair products that are held at once. */
const CHUNK_BYTES = 2 ** 25;
/** Columns that are looked at together. */
const BLOCK = 32;
/** Narrower segments cost more in calls than their zeros save. */
const NARROWEST = 64;

/** The columns of x [B, P, n] in segments, where leaving out zeros saves a tenth of the work at least. */
function segmentsOf(backend: WasmBackend, x: tf.TensorInfo): Segment[] {
  const [batch, positions, inner] = x.shape as [number, number, number];
  const all = Array.from({ length: positions }, (_, p) => p);
  const whole = [{ from: 0, width: inner, positions: all }];
  const blocks = Math.ceil(inner / BLOCK);
  const active = withScratch(backend, 4 * positions * blocks, (scratch) => {
    kernelsOn(backend).activeBlocks(at(backend, x), scratch, batch, positions, inner, BLOCK);
    return new Int32Array(backend.wasm.HEAPU8.buffer as ArrayBuffer, scratch, positions * blocks).slice();
  });
  const segments: { from: number; width: number; positions: number[] }[] = [];
  for (let block = 0; block < blocks; block++) {
    const present = all.filter((p) => active[p * blocks + block] !== 0);
    const width = Math.min(BLOCK, inner - block * BLOCK);
    const last = segments.at(-1);
    if (last !== undefined && `${last.positions}` === `${present}`) last.width += width;
    else segments.push({ from: block * BLOCK, width, positions: present });
  }
  const work = segments.reduce((sum, s) => sum + s.width * pairsOf(s.positions.length), 0);
  const worthIt = work < 0.9 * inner * pairsOf(positions) && segments.length * NARROWEST <= inner;
  return worthIt ? segments.filter((s) => s.positions.length > 0) : whole;
}

/** The examples in chunks whose pair products, and Gram matrices, fit into a bounded memory. */
export function chunksOf(batch: number, bytesPerExample: number): Chunk[] {
  const step = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, bytesPerExample)));
  return Array.from({ length: Math.ceil(batch / step) }, (_, chunk) => ({
    first: chunk * step,
    count: Math.min(step, batch - chunk * step),
  }));
}

/** A product of matrices on the heap, for the caller to free. */
export function multiply(
  backend: WasmBackend,
  [a, b]: readonly [tf.TensorInfo, tf.TensorInfo],
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): tf.TensorInfo {
  return runKernel("BatchMatMul", { inputs: { a, b }, attrs: { transposeA, transposeB }, backend });
}

/**
 * Calls `use` with the Gram matrices of chunk after chunk, [count, pairs, O].
 *
 * @param operands x [B, P, n] and variance [n, O]
 */
export function eachGram(
  backend: WasmBackend,
  { x, variance }: { readonly x: tf.TensorInfo; readonly variance: tf.TensorInfo },
  use: (gram: tf.TensorInfo, chunk: Chunk) => void,
): void {
  const [batch, positions, inner] = x.shape as [number, number, number];
  const cols = variance.shape[1] ?? 0;
  const segments = segmentsOf(backend, x);
  const whole = segments.length === 1 && segments[0]!.width === inner &&
    segments[0]!.positions.length === positions;
  const rights = segments.map(({ from, width }) =>
    whole ? variance : runKernel("Slice", {
      inputs: { x: variance },
      attrs: { begin: [from, 0], size: [width, cols] },
      backend,
    })
  );
  const widest = segments.reduce((most, { width }) => Math.max(most, width), cols);
  for (const chunk of chunksOf(batch, 4 * pairsOf(positions) * widest)) {
    const gram = whole
      ? segmentGram(backend, { x, chunk, segment: segments[0]!, right: variance })
      : zeros(backend, [chunk.count * pairsOf(positions), cols]);
    if (!whole) {
      segments.forEach((segment, i) => {
        const part = segmentGram(backend, { x, chunk, segment, right: rights[i]! });
        addSegment(backend, { gram, part, segment, positions, count: chunk.count });
        backend.disposeData(part.dataId);
      });
    }
    use({ ...gram, shape: [chunk.count, pairsOf(positions), cols] }, chunk);
    backend.disposeData(gram.dataId);
  }
  if (!whole) { for (const right of rights) backend.disposeData(right.dataId); }
}

/** Products of the pairs of a segment's positions, [count · pairs, width], times its rows of the variance. */
function segmentGram(
  backend: WasmBackend,
  { x, chunk, segment, right }: { x: tf.TensorInfo; chunk: Chunk; segment: Segment; right: tf.TensorInfo },
): tf.TensorInfo {
  const pairs = pairProducts(backend, { x, chunk, segment });
  const product = multiply(backend, [pairs, right]);
  backend.disposeData(pairs.dataId);
  return product;
}

/** shape: [count · pairs, width], for the caller to free. */
export function pairProducts(
  backend: WasmBackend,
  { x, chunk: { first, count }, segment: { from, width, positions } }: {
    readonly x: tf.TensorInfo;
    readonly chunk: Chunk;
    readonly segment: Segment;
  },
): tf.TensorInfo {
  const [, all, inner] = x.shape as [number, number, number];
  const rows = positions.length;
  const pairs = make(backend, [count * pairsOf(rows), width]);
  const kernels = kernelsOn(backend);
  withScratch(backend, 4 * rows * width, (scratch) => {
    const [source, target] = [at(backend, x), at(backend, pairs)];
    for (let b = 0; b < count; b++) {
      const image = source + 4 * (first + b) * all * inner;
      const out = target + 4 * b * pairsOf(rows) * width;
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
  backend: WasmBackend,
  { gram, part, segment, positions, count }: {
    gram: tf.TensorInfo;
    part: tf.TensorInfo;
    segment: Segment;
    positions: number;
    count: number;
  },
): void {
  const kernels = kernelsOn(backend);
  const cols = gram.shape[1] ?? 0;
  let from = at(backend, part);
  const to = at(backend, gram);
  if (segment.positions.length === positions) {
    kernels.addTo(from, to, count * pairsOf(positions) * cols);
    return;
  }
  for (let b = 0; b < count; b++) {
    segment.positions.forEach((p, i) => {
      for (const q of segment.positions.slice(0, i + 1)) {
        kernels.addTo(from, to + 4 * (b * pairsOf(positions) + pairsOf(p) + q) * cols, cols);
        from += 4 * cols;
      }
    });
  }
}
