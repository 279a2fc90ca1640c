/**
 * Shapes, and what kernels read from them.
 * @module
 */
import { sizeOf } from "../../wasm/heap.ts";

/** Extents of a tensor. */
export type Shape = readonly number[];

/** A tensor as rows of columns: its leading axes, their size, its last axis. */
export function rowsOf(shape: Shape): { leading: Shape; rows: number; cols: number } {
  const leading = shape.slice(0, -1);
  return { leading, rows: sizeOf(leading), cols: shape.at(-1) ?? 1 };
}

/** Sizes of a site whose P positions share every weight: B examples, n variables, O channels. */
export interface PositionSizes {
  readonly batch: number;
  readonly positions: number;
  readonly inner: number;
  readonly cols: number;
}

/** Sizes of patches x [B, P, n] and weights [n, O], and the shapes that both must have. */
export function positionSizes(
  x: Shape,
  weights: Shape,
): PositionSizes & { x: Shape | string; weights: Shape } {
  const [batch = 0, positions = 0, inner = 0] = x;
  const [, cols = 0] = weights;
  return { batch, positions, inner, cols, x: x.length === 3 ? x : "B, P, n", weights: [inner, cols] };
}

/** Entries of a lower triangle: pairs (p, q ≤ p) of so many things. */
export function triangle(count: number): number {
  return count * (count + 1) / 2;
}
