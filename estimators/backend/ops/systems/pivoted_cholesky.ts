/**
 * Cholesky factorisation with diagonal pivoting: factor, rank and a generalised inverse in one pass.
 *
 * A jitter makes a singular system solvable by changing it; pivoting solves the system that was given.
 * For a consistent right-hand side (z = Aε lies in the range of AAᵀ) the rows left after r pivots depend on
 * the chosen ones, so the solution on those r rows solves all of them, and Aᵀβ is the same projection
 * that the pseudo-inverse gives.
 *
 * Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), section 10.3.
 * @module
 */

/** Pᵀ G P = L Lᵀ up to the rank. */
export interface PivotedFactor {
  /** Numerical rank r. */
  readonly rank: number;
  /** The first r entries are the chosen rows, in pivot order. length: size */
  readonly pivots: Int32Array;
  /** Smallest accepted pivot over the largest: a cheap measure of how far from singular. In [0, 1]. */
  readonly pivotRatio: number;
}

/**
 * Factors a symmetric positive semi-definite matrix in place.
 *
 * @param gram shape: [size, size], row-major; its lower triangle (in pivot order) becomes L.
 * @param size rows of the matrix, in at most `gram.length` entries.
 * @param options.tolerance pivots below this share of the largest count as zero. @default 1e-12
 * @example The third row is the sum of the first two
 * ```ts
 * import { pivotedCholesky } from "./pivoted_cholesky.ts";
 * const gram = Float64Array.of(1, 0, 1, 0, 1, 1, 1, 1, 2);
 * console.assert(pivotedCholesky(gram, 3).rank === 2);
 * ```
 */
export function pivotedCholesky(
  gram: Float64Array,
  size: number,
  options: { readonly tolerance?: number } = {},
): PivotedFactor {
  const pivots = Int32Array.from({ length: size }, (_, i) => i);
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, gram[i * size + i]!);
  const threshold = largest * (options.tolerance ?? 1e-12);
  let smallest = largest;
  for (let k = 0; k < size; k++) {
    const pivot = largestDiagonal(gram, size, k);
    const value = gram[pivot * size + pivot]!;
    if (!(value > threshold)) return { rank: k, pivots, pivotRatio: k === 0 ? 0 : smallest / largest };
    smallest = Math.min(smallest, value);
    swap(gram, size, k, pivot);
    [pivots[k], pivots[pivot]] = [pivots[pivot]!, pivots[k]!];
    eliminate(gram, size, k);
  }
  return { rank: size, pivots, pivotRatio: size === 0 ? 0 : smallest / largest };
}

/**
 * Solves G β = z in place with a factor from {@linkcode pivotedCholesky}; entries off the chosen rows are 0.
 *
 * @param rhs z on entry, β on return. length: size
 */
export function solvePivoted(factor: Float64Array, { rank, pivots }: PivotedFactor, rhs: Float64Array): void {
  const size = pivots.length;
  const work = new Float64Array(rank);
  for (let i = 0; i < rank; i++) {
    let sum = rhs[pivots[i]!]!;
    for (let j = 0; j < i; j++) sum -= factor[i * size + j]! * work[j]!;
    work[i] = sum / factor[i * size + i]!;
  }
  for (let i = rank - 1; i >= 0; i--) {
    let sum = work[i]!;
    for (let j = i + 1; j < rank; j++) sum -= factor[j * size + i]! * work[j]!;
    work[i] = sum / factor[i * size + i]!;
  }
  rhs.fill(0);
  for (let i = 0; i < rank; i++) rhs[pivots[i]!] = work[i]!;
}

function largestDiagonal(gram: Float64Array, size: number, from: number): number {
  let best = from;
  for (let i = from + 1; i < size; i++) if (gram[i * size + i]! > gram[best * size + best]!) best = i;
  return best;
}

/** Exchanges rows and columns of the symmetric matrix, of which only the lower triangle is kept. */
function swap(gram: Float64Array, size: number, a: number, b: number): void {
  if (a === b) return;
  for (let j = 0; j < a; j++) exchange(gram, a * size + j, b * size + j);
  for (let j = a + 1; j < b; j++) exchange(gram, j * size + a, b * size + j);
  for (let j = b + 1; j < size; j++) exchange(gram, j * size + a, j * size + b);
  exchange(gram, a * size + a, b * size + b);
}

function exchange(values: Float64Array, i: number, j: number): void {
  const value = values[i]!;
  values[i] = values[j]!;
  values[j] = value;
}

/** One right-looking step: column k of L, then the Schur complement's lower triangle. */
function eliminate(gram: Float64Array, size: number, k: number): void {
  const pivot = Math.sqrt(gram[k * size + k]!);
  gram[k * size + k] = pivot;
  for (let i = k + 1; i < size; i++) gram[i * size + k] = gram[i * size + k]! / pivot;
  for (let i = k + 1; i < size; i++) {
    const factor = gram[i * size + k]!;
    if (factor === 0) continue;
    for (let j = k + 1; j <= i; j++) gram[i * size + j] = gram[i * size + j]! - factor * gram[j * size + k]!;
  }
}
