/**
 * A product with per-example noise in pieces that any thread can compute: what a piece is, and where it lies.
 *
 * Forwards a piece is a range of examples, backwards a range of inputs, so that no sum is split: the bits do
 * not depend on how many threads there are.
 * @module
 */
import type { Kernels, Pointer } from "../../../wasm/functions.ts";

/** One product: its sizes, its key, and which of the two it is. */
export interface NoiseJob {
  readonly kind: "forward" | "gradient";
  readonly rows: number;
  readonly inner: number;
  readonly cols: number;
  readonly k0: number;
  readonly k1: number;
  /** Whether the gradient of x is wanted. */
  readonly dx: boolean;
}

/** Where the operands lie in a thread's memory; dx is 0 where it is not wanted. */
export interface NoisePointers {
  readonly x: Pointer;
  readonly scale: Pointer;
  /** dy backwards, unused forwards. */
  readonly dy: Pointer;
  /** z forwards, d scale backwards. */
  readonly out: Pointer;
  readonly dx: Pointer;
  /** Bytes as `scratchBytes` says. */
  readonly scratch: Pointer;
}

/** The operands' numbers of values. */
export type NoiseSizes = Readonly<Record<"x" | "scale" | "dy" | "out" | "dx", number>>;

/** Pieces that a job is cut into: enough that no thread waits long for another, each worth its overhead. */
const PIECES = 32;

/** Numbers of values of a job's operands. */
export function sizesOf({ kind, rows, inner, cols, dx }: NoiseJob): NoiseSizes {
  const forward = kind === "forward";
  return {
    x: rows * inner,
    scale: inner * cols,
    dy: forward ? 0 : rows * cols,
    out: forward ? rows * cols : inner * cols,
    dx: dx ? rows * inner : 0,
  };
}

/** Bytes of one row of noise: whole groups of sixteen. */
export function scratchBytes({ cols }: NoiseJob): number {
  return Math.ceil(cols / 16) * 64;
}

/** Number of pieces. */
export function pieceCount(job: NoiseJob): number {
  return Math.min(PIECES, Math.max(1, extent(job)));
}

/** Examples or inputs `from` to `to` of a piece. */
export function pieceRange(job: NoiseJob, piece: number): { readonly from: number; readonly to: number } {
  const count = pieceCount(job);
  const bound = (at: number) => Math.floor(extent(job) * at / count);
  return { from: bound(piece), to: bound(piece + 1) };
}

/** Computes one piece. */
export function runPiece(
  kernels: Kernels,
  { job, piece, at }: { readonly job: NoiseJob; readonly piece: number; readonly at: NoisePointers },
): void {
  const { inner, cols, k0, k1, rows } = job;
  const { from, to } = pieceRange(job, piece);
  if (job.kind === "forward") {
    const [x, z] = [at.x + 4 * from * inner, at.out + 4 * from * cols];
    kernels.noiseProduct(x, at.scale, z, at.scratch, to - from, inner, cols, k0, k1, from);
  } else {
    const { dy, x, scale, out, dx, scratch } = at;
    kernels.noiseProductGradient(dy, x, scale, out, dx, scratch, rows, inner, cols, k0, k1, from, to);
  }
}

/**
 * Copies what a piece computed. d x is written column by column: [rows, inner], of which a piece has some
 * inputs of every example.
 */
export function copyPiece(
  job: NoiseJob,
  { piece, from, to }: { readonly piece: number; readonly from: PieceResult; readonly to: PieceResult },
): void {
  const range = pieceRange(job, piece);
  const { rows, inner, cols } = job;
  to.out.set(from.out.subarray(range.from * cols, range.to * cols), range.from * cols);
  if (!job.dx) return;
  for (let row = 0; row < rows; row++) {
    const at = row * inner + range.from;
    to.dx.set(from.dx.subarray(at, row * inner + range.to), at);
  }
}

/** Views on results, of the operands' whole sizes. */
export interface PieceResult {
  readonly out: Float32Array;
  readonly dx: Float32Array;
}

function extent({ kind, rows, inner }: NoiseJob): number {
  return kind === "forward" ? rows : inner;
}
