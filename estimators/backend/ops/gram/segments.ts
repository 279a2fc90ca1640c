/**
 * Columns of patches that are zero at the same positions in every example.
 *
 * Patches over an image's edge are zero in whole blocks of columns, whatever the example: pairs with them are
 * left out.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { offsetOf } from "../../wasm/heap.ts";
import { withScratch } from "../../wasm/tensors.ts";
import type { Workspace } from "../kernel/define.ts";
import { triangle } from "../kernel/shapes.ts";

/** Columns of X in which the same positions are zero in all examples. */
export interface Segment {
  /** First column. */
  readonly from: number;
  /** Number of columns. */
  readonly width: number;
  /** Positions that are not zero. */
  readonly positions: readonly number[];
}

/** Columns that are looked at together. */
const BLOCK = 32;
/** Narrower segments cost more in calls than their zeros save. */
const NARROWEST = 64;

/** The columns of x [B, P, n] in segments, where leaving out zeros saves a tenth of the work at least. */
export function segmentsOf({ backend, kernels }: Workspace, x: tf.TensorInfo): Segment[] {
  const [batch = 0, positions = 0, inner = 0] = x.shape;
  const whole = wholeSegment(positions, inner);
  const blocks = Math.ceil(inner / BLOCK);
  const active = withScratch(backend, 4 * positions * blocks, (scratch) => {
    kernels.activeBlocks(offsetOf(backend, x), scratch, batch, positions, inner, BLOCK);
    return new Int32Array(backend.wasm.HEAPU8.buffer as ArrayBuffer, scratch, positions * blocks).slice();
  });
  const segments: { from: number; width: number; positions: number[] }[] = [];
  for (let block = 0; block < blocks; block++) {
    const present = whole.positions.filter((p) => active[p * blocks + block] !== 0);
    const width = Math.min(BLOCK, inner - block * BLOCK);
    const last = segments.at(-1);
    if (last !== undefined && `${last.positions}` === `${present}`) last.width += width;
    else segments.push({ from: block * BLOCK, width, positions: present });
  }
  const work = segments.reduce((sum, s) => sum + s.width * triangle(s.positions.length), 0);
  const worthIt = work < 0.9 * inner * triangle(positions) && segments.length * NARROWEST <= inner;
  return worthIt ? segments.filter((s) => s.positions.length > 0) : [whole];
}

/** All columns of all positions. */
export function wholeSegment(positions: number, inner: number): Segment {
  return { from: 0, width: inner, positions: Array.from({ length: positions }, (_, p) => p) };
}
