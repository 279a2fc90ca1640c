/**
 * Examples whose patches nearly agree, again in float64.
 *
 * Where x_q = x_p + δ d, the direction of d adds δ² to a pivot of G. In float32 that is lost in rounding below some
 * 1e-5, and the direction is dropped; but for the noise it is a direction like any other, and without it the
 * conditional noise is another one. So an example that lost rows is looked at again, in float64 and from X itself,
 * and drawn again if it has directions that were dropped. Dead and repeated patches have none.
 *
 * On backends without the compiled kernels it is done by this file, which `wasm/assembly/close_rows.ts` follows
 * operation by operation.
 * @module
 */
import { pivotedCholesky } from "../systems/pivoted_cholesky.ts";
import { gramOfRows, normaliseRows } from "../systems/float64.ts";
import { type ChannelDraw, drawChannels, pairOf } from "./channels.ts";

/** Pivots of rows of length one: patches that differ by less than the root of it are the same, up to rounding. */
export const CLOSE_ROWS_TOLERANCE = 1e-10;

/** One example of a layer. */
export interface PatchRows {
  /** X of the example. shape: [P, n] */
  readonly x: Float32Array;
  /** shape: [n, O] */
  readonly variance: Float32Array;
  readonly positions: number;
  readonly inner: number;
  readonly channels: number;
}

/** Whether X has more directions than the `rank` that was found for it. */
export function hasMoreDirections({ x, positions, inner }: PatchRows, rank: number): boolean {
  const rows: number[] = [];
  for (let p = 0; p < positions; p++) {
    if (x.subarray(p * inner, (p + 1) * inner).some((value) => value !== 0)) rows.push(p);
  }
  if (!(rank >= 0) || rank >= Math.min(rows.length, inner)) return false;
  const live = new Float64Array(rows.length * inner);
  rows.forEach((p, i) => live.set(x.subarray(p * inner, (p + 1) * inner), i * inner));
  normaliseRows(live, { rows: rows.length, size: inner });
  const gram = new Float64Array(rows.length ** 2);
  gramOfRows(live, { rows: rows.length, size: inner }, gram);
  return pivotedCholesky(gram, rows.length, { tolerance: CLOSE_ROWS_TOLERANCE }).rank > rank;
}

/**
 * `drawChannels` with Gram matrices that are formed in float64.
 *
 * @param given standard normals, or z where `deviation` is set. shape: [P, O]
 */
export function drawInFloat64(
  { x, variance, positions, inner, channels }: PatchRows,
  given: Float32Array,
  { deviation }: { readonly deviation: boolean },
): ChannelDraw {
  const gram = new Float64Array(positions * (positions + 1) / 2 * channels);
  for (let p = 0; p < positions; p++) {
    for (let q = 0; q <= p; q++) {
      const entries = gram.subarray(pairOf(p, q) * channels, (pairOf(p, q) + 1) * channels);
      for (let k = 0; k < inner; k++) {
        const product = x[p * inner + k]! * x[q * inner + k]!;
        if (product === 0) continue;
        for (let o = 0; o < channels; o++) entries[o] = entries[o]! + product * variance[k * channels + o]!;
      }
    }
  }
  return drawChannels({ gram, positions, channels }, given, { deviation, tolerance: CLOSE_ROWS_TOLERANCE });
}
