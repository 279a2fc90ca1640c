/**
 * Hotelling's T²: one test of a small block of coordinates together, which sees a bias that is spread over
 * correlated coordinates better than one test each does.
 * @module
 */
import { fisherTail } from "./distributions.ts";
import { mean } from "./moments.ts";

/** What {@linkcode hotellingTest} found. */
export interface HotellingResult {
  /** T² = N (x̄ − r)ᵀ S⁻¹ (x̄ − r). */
  readonly statistic: number;
  /** Chance of a T² at least this large, if the mean is the reference. */
  readonly p: number;
}

/**
 * Tests that the mean of the rows is `reference` (Hotelling 1931): (N − D) T² / (D (N − 1)) ~ F(D, N − D).
 *
 * @param rows Independent draws. shape: [N][D], N > D.
 * @param reference shape: [D].
 * @throws {RangeError} for too few rows, rows of another length, NaN, or a covariance that is singular (a
 * constant or duplicate coordinate: leave it out).
 */
export function hotellingTest(
  rows: readonly ArrayLike<number>[],
  reference: ArrayLike<number>,
): HotellingResult {
  const [n, size] = [rows.length, reference.length];
  if (n <= size) {
    throw new RangeError(`Hotelling's test of ${size} coordinates needs more than ${size} draws, got ${n}`);
  }
  const columns = Array.from(
    { length: size },
    (_, d) => Float64Array.from(rows, (row) => coordinate(row, d, size)),
  );
  const means = columns.map(mean);
  const covariance = columns.map((left, i) =>
    columns.slice(0, i + 1).map((right, j) => {
      let total = 0;
      for (let k = 0; k < n; k++) {
        total += ((left[k] as number) - (means[i] as number)) * ((right[k] as number) - (means[j] as number));
      }
      return total / (n - 1);
    })
  );
  const bias = means.map((value, d) => value - (reference[d] as number));
  const statistic = n * inverseForm(covariance, bias);
  const p = fisherTail((n - size) * statistic / (size * (n - 1)), { numerator: size, denominator: n - size });
  return { statistic, p };
}

/** bᵀ S⁻¹ b = ‖L⁻¹ b‖² from the Cholesky factor of S, given by its lower triangle. */
function inverseForm(lower: readonly (readonly number[])[], vector: readonly number[]): number {
  const factor: number[][] = [];
  const solved: number[] = [];
  for (const [i, row] of lower.entries()) {
    const own: number[] = [];
    for (const [j, value] of row.entries()) {
      const other = j === i ? own : factor[j] as number[];
      const rest = value - dot(own, other, j);
      if (j < i) own.push(rest / (other[j] as number));
      else if (rest > 1e-12 * value) own.push(Math.sqrt(rest));
      else throw new RangeError(`coordinate ${i} is constant or depends on those before it: leave it out`);
    }
    solved.push(((vector[i] as number) - dot(own, solved, i)) / (own[i] as number));
    factor.push(own);
  }
  return dot(solved, solved, solved.length);
}

function dot(a: readonly number[], b: readonly number[], length: number): number {
  let total = 0;
  for (let k = 0; k < length; k++) total += (a[k] as number) * (b[k] as number);
  return total;
}

function coordinate(row: ArrayLike<number>, d: number, size: number): number {
  if (row.length !== size) {
    throw new RangeError(`a draw has ${row.length} coordinates, the reference ${size}`);
  }
  const value = row[d] as number;
  if (!Number.isFinite(value)) {
    throw new RangeError(`a draw is ${value} at coordinate ${d}: every value must be finite`);
  }
  return value;
}
