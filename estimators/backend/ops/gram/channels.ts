/**
 * Draws from N(0, G) and solutions of G β = z for many small Gram matrices with a common range, in float64.
 *
 * The reference of `backend/wasm/assembly/gram.ts`, and its twin on backends without that kernel.
 * @module
 */
import { pivotedCholesky } from "../systems/pivoted_cholesky.ts";

/**
 * Pivots below this share of their own diagonal count as zero: Gram matrices are float32. What it drops is looked
 * at again by `close_rows.ts`.
 */
export const GRAM_TOLERANCE = 1e-5;

/** Matrices of one example: G_o = X diag(s_o) Xᵀ for every channel o, all s_o above zero. */
export interface ChannelGrams {
  /** Lower triangles: entry (p, q ≤ p) of all channels is row p (p + 1) / 2 + q. shape: [pairs, O] */
  readonly gram: Float32Array | Float64Array;
  /** P. */
  readonly positions: number;
  /** O. */
  readonly channels: number;
}

/** What a draw writes. */
export interface ChannelDraw {
  /** z. shape: [P, O] */
  readonly deviation: Float32Array;
  /** β. shape: [P, O] */
  readonly beta: Float32Array;
  /** Rank of X; −1 where a value is NaN. */
  readonly rank: number;
  /** Largest |G β − z|. */
  readonly residual: number;
}

/** Settings of {@linkcode drawChannels}. */
export interface ChannelDrawOptions {
  /** Whether `given` is z itself, in the range of G, instead of standard normals. */
  readonly deviation: boolean;
  /** @default GRAM_TOLERANCE */
  readonly tolerance?: number;
}

/**
 * z ~ N(0, G) and β with G β = z, for every channel of one example.
 *
 * Scales are positive, so all channels have the range of X. The positions that span it are chosen once, by
 * pivoted Cholesky of the channels' mean matrix, its diagonal scaled to one; β is zero elsewhere. For such
 * z, which lies in the range, Xᵀβ is what the pseudo-inverse gives.
 *
 * @param given standard normals, or z. shape: [P, O]
 * @example One channel, two equal positions: z is the same at both
 * ```ts
 * import { drawChannels } from "./channels.ts";
 * const grams = { gram: Float32Array.of(4, 4, 4), positions: 2, channels: 1 };
 * const { deviation, rank } = drawChannels(grams, Float32Array.of(0.5, 7), { deviation: false });
 * console.assert(rank === 1 && deviation[0] === 1 && deviation[1] === 1);
 * ```
 */
export function drawChannels(
  grams: ChannelGrams,
  given: Float32Array,
  { deviation: isDeviation, tolerance = GRAM_TOLERANCE }: ChannelDrawOptions,
): ChannelDraw {
  const { positions, channels } = grams;
  const deviation = new Float32Array(positions * channels);
  const beta = new Float32Array(positions * channels);
  const { order, rank } = pivotOrder(grams, tolerance);
  if (rank < 0) return { deviation: deviation.fill(NaN), beta: beta.fill(NaN), rank, residual: NaN };
  let residual = 0;
  for (let o = 0; o < channels; o++) {
    const entry = (i: number, j: number) => grams.gram[pairOf(order[i]!, order[j]!) * channels + o]!;
    const values = order.map((p) => given[p * channels + o]!);
    const factor = factorise(entry, { positions, rank, tolerance });
    const z = isDeviation ? values : factor.map((row) => dot(row, values));
    const y = isDeviation
      ? substitute(factor, values, rank)
      : values.map((v, i) => factor[i]![i]! > 0 ? v : 0);
    const x = substituteBack(factor, y, rank);
    order.forEach((p, i) => {
      deviation[p * channels + o] = z[i]!;
      beta[p * channels + o] = x[i]!;
      const product = x.slice(0, rank).reduce((sum, value, j) => sum + entry(i, j) * value, 0);
      residual = Math.max(residual, Math.abs(product - z[i]!));
    });
  }
  return { deviation, beta, rank, residual };
}

/** Number of the pair (p, q), in either order. */
export function pairOf(p: number, q: number): number {
  return p > q ? p * (p + 1) / 2 + q : q * (q + 1) / 2 + p;
}

function pivotOrder(
  { gram, positions, channels }: ChannelGrams,
  tolerance: number,
): { order: number[]; rank: number } {
  const total = (pair: number) => {
    let sum = 0;
    for (let at = pair * channels; at < (pair + 1) * channels; at++) sum += gram[at]!;
    return sum;
  };
  const all = Array.from({ length: positions }, (_, p) => p);
  const roots = all.map((p) => Math.sqrt(total(pairOf(p, p))));
  const scaled = Float64Array.from(
    all.flatMap((p) =>
      all.map((q) => roots[p]! * roots[q]! === 0 ? 0 : total(pairOf(p, q)) / roots[p]! / roots[q]!)
    ),
  );
  if (scaled.some(Number.isNaN)) return { order: all, rank: -1 };
  const { pivots, rank } = pivotedCholesky(scaled, positions, { tolerance });
  return { order: [...pivots], rank };
}

/** L by rows, `rank` columns; a column whose pivot is too small for this channel is zero. */
function factorise(
  entry: (i: number, j: number) => number,
  { positions, rank, tolerance }: { positions: number; rank: number; tolerance: number },
): Float64Array[] {
  const factor = Array.from({ length: positions }, () => new Float64Array(positions));
  for (let i = 0; i < positions; i++) {
    const row = factor[i]!;
    for (let j = 0; j <= Math.min(i, rank - 1); j++) {
      const other = factor[j]!;
      let left = entry(i, j);
      for (let t = 0; t < j; t++) left -= row[t]! * other[t]!;
      if (i === j) row[j] = left > tolerance * entry(i, i) ? Math.sqrt(left) : 0;
      else row[j] = other[j]! > 0 ? left / other[j]! : 0;
    }
  }
  return factor;
}

/** y of L y = z on the first `rank` rows. */
function substitute(factor: Float64Array[], z: number[], rank: number): number[] {
  const y = z.map(() => 0);
  for (let i = 0; i < rank; i++) {
    const own = factor[i]![i]!;
    y[i] = own > 0 ? (z[i]! - dot(factor[i]!.subarray(0, i), y)) / own : 0;
  }
  return y;
}

/** x of Lᵀ x = y on the first `rank` rows, zero elsewhere. */
function substituteBack(factor: Float64Array[], y: number[], rank: number): number[] {
  const x = y.map(() => 0);
  for (let i = rank - 1; i >= 0; i--) {
    let left = y[i]!;
    for (let j = i + 1; j < rank; j++) left -= factor[j]![i]! * x[j]!;
    x[i] = factor[i]![i]! > 0 ? left / factor[i]![i]! : 0;
  }
  return x;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
