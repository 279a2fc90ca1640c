/**
 * Means and variances of many coordinates at once, in one pass over draws that need not fit in memory.
 * @module
 */
import { SampleError } from "./sample_error.ts";

/** Above this, squares and their products leave the range of a float64. */
export const LARGEST = 1e75;

/** Running moments of D coordinates (Welford 1962). */
export class ColumnMoments {
  /** Number of coordinates, D. */
  readonly size: number;
  /** Means so far. shape: [D]. */
  readonly means: Float64Array;
  /** Largest |x| so far, the scale of a coordinate's rounding errors. shape: [D]. */
  readonly magnitudes: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  /** Begins without a row. @param size Number of coordinates, D. */
  constructor(size: number) {
    this.size = size;
    this.means = new Float64Array(size);
    this.magnitudes = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  /** Number of rows added, N. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds one row. shape: [D].
   *
   * @throws {SampleError} if the row has another length or holds NaN, an infinity or more than 1e75, naming the coordinate.
   */
  add(row: ArrayLike<number>): void {
    if (row.length !== this.size) {
      throw new SampleError(`draw ${this.#count} has ${row.length} coordinates, expected ${this.size}`);
    }
    const { means, magnitudes } = this;
    const squares = this.#squares;
    const count = this.#count + 1;
    for (let d = 0; d < row.length; d++) {
      const value = row[d] as number;
      if (!(Math.abs(value) <= LARGEST)) {
        const wanted = Number.isFinite(value) ? `at most ${LARGEST}, whose variance is a number` : "finite";
        throw new SampleError(
          `draw ${this.#count} is ${value} at coordinate ${d}: every value must be ${wanted}`,
        );
      }
      const deviation = value - (means[d] as number);
      const centre = (means[d] as number) + deviation / count;
      means[d] = centre;
      squares[d] = (squares[d] as number) + deviation * (value - centre);
      const magnitude = Math.abs(value);
      if (magnitude > (magnitudes[d] as number)) magnitudes[d] = magnitude;
    }
    this.#count = count;
  }

  /** Unbiased variance of a coordinate, Σ(x − x̄)²/(N − 1). */
  variance(coordinate: number): number {
    return (this.#squares[coordinate] ?? NaN) / (this.#count - 1);
  }
}

/** Moments of all rows of an iterable. @throws {SampleError} for fewer than two rows, and as `add` does. */
export function columnMoments(rows: Iterable<ArrayLike<number>>): ColumnMoments {
  let moments: ColumnMoments | undefined;
  for (const row of rows) (moments ??= new ColumnMoments(row.length)).add(row);
  if (moments === undefined || moments.count < 2) {
    throw new SampleError(`a variance needs at least 2 draws, got ${moments?.count ?? 0}`);
  }
  return moments;
}

/**
 * Means of `size` consecutive rows each; an incomplete last batch is left out, so that all means have one
 * variance.
 */
export function* batchMeans(rows: Iterable<ArrayLike<number>>, size: number): Generator<Float64Array> {
  let batch: ColumnMoments | undefined;
  for (const row of rows) {
    (batch ??= new ColumnMoments(row.length)).add(row);
    if (batch.count === size) {
      yield batch.means;
      batch = undefined;
    }
  }
}
