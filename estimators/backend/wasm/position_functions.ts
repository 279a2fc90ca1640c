/**
 * The module's functions for weight vectors with several positions.
 * @module
 */
import type { Pointer } from "./load.ts";

/** What each computes stands with its source in `assembly/positions.ts` and `assembly/gram.ts`. */
export interface PositionFunctions {
  pairWeights(g: Pointer, b: Pointer, out: Pointer, positions: number, cols: number): void;
  outerRows(g: Pointer, b: Pointer, out: Pointer, positions: number, cols: number): void;
  contractPairs(x: Pointer, y: Pointer, out: Pointer, positions: number, inner: number): void;
  symmetricProduct(v: Pointer, d: Pointer, out: Pointer, positions: number, cols: number): void;
  gradientBlock(u: Pointer, v: Pointer, s: Pointer, ds: Pointer, count: number, factor: number): void;
  addTo(a: Pointer, out: Pointer, count: number): void;
  product(a: Pointer, b: Pointer, out: Pointer, count: number): void;
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
  gramDraw(gram: Pointer, given: Pointer, z: Pointer, beta: Pointer, work: Pointer, positions: number,
    cols: number, tolerance: number, kind: number): number;
}
