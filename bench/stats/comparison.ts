/**
 * Moments of the bias, coordinate by coordinate, for the three designs of the unbiasedness test: against an
 * exact reference, against paired draws, and against independent draws.
 * @module
 */
import { batchMeans, ColumnMoments, columnMoments, LARGEST } from "./column_moments.ts";
import { SampleError } from "./sample_error.ts";

/** Gradient draws, one row per draw; a generator does, so they need not fit in memory. shape: [N][D]. */
export type Draws = Iterable<ArrayLike<number>>;

/** Draws of a trusted estimator, where no exact gradient is known. */
export interface ReferenceDraws {
  /** Draws of the trusted estimator. shape: [M][D]. */
  readonly samples: Draws;
  /** Whether row i of both was drawn with the same noise: then differences are tested, far more sharply. */
  readonly paired: boolean;
}

/** What a test of one coordinate needs. */
export interface CoordinateMoments {
  readonly mean: number;
  readonly reference: number;
  /** Standard error of mean − reference. */
  readonly standardError: number;
  /** Degrees of freedom of the standard error. */
  readonly degrees: number;
  /** Largest |value| seen: what rounding errors are relative to. */
  readonly scale: number;
}

/** A design's moments. */
export interface Comparison {
  /** Number of coordinates, D. */
  readonly size: number;
  /** Rows of `samples` used, after batching. */
  readonly rows: number;
  /** Number of rows N in SE = sd/√N, where both samples have the standard deviation sd. */
  readonly effectiveRows: number;
  /** Degrees of freedom at equal variances. */
  readonly degrees: number;
  coordinate(index: number): CoordinateMoments;
}

/** Reduces draws and reference to moments, in one pass. @throws {SampleError} as `unbiasednessTest` does. */
export function compare(
  samples: Draws,
  reference: ArrayLike<number> | ReferenceDraws,
  batch: number,
): Comparison {
  const rows = inBatches(samples, batch);
  if (!("samples" in reference)) return compareExact(columnMoments(rows), reference);
  const others = inBatches(reference.samples, batch);
  return reference.paired
    ? comparePaired(rows, others)
    : compareIndependent(columnMoments(rows), columnMoments(others));
}

function inBatches(rows: Draws, batch: number): Draws {
  return batch === 1 ? rows : batchMeans(rows, batch);
}

function compareExact(moments: ColumnMoments, reference: ArrayLike<number>): Comparison {
  requireSize(reference.length, moments.size);
  for (let d = 0; d < reference.length; d++) {
    if (!(Math.abs(reference[d] as number) <= LARGEST)) {
      const wanted = Number.isFinite(reference[d]) ? `at most ${LARGEST}` : "finite";
      throw new SampleError(
        `the reference is ${reference[d]} at coordinate ${d}: every value must be ${wanted}`,
      );
    }
  }
  const { size, count } = moments;
  return {
    ...{ size, rows: count, effectiveRows: count, degrees: count - 1 },
    coordinate: (d) => ({
      mean: at(moments.means, d),
      reference: reference[d] as number,
      standardError: Math.sqrt(moments.variance(d) / count),
      degrees: count - 1,
      scale: Math.max(at(moments.magnitudes, d), Math.abs(reference[d] as number)),
    }),
  };
}

function comparePaired(rows: Draws, others: Draws): Comparison {
  const iterator = others[Symbol.iterator]();
  let left: ColumnMoments | undefined;
  let right: ColumnMoments | undefined;
  const differences = columnMoments((function* () {
    for (const row of rows) {
      const other = iterator.next();
      if (other.done === true) throw unequalCounts();
      requireSize(other.value.length, row.length);
      (left ??= new ColumnMoments(row.length)).add(row);
      (right ??= new ColumnMoments(row.length)).add(other.value);
      yield Float64Array.from(row, (value, d) => value - (other.value[d] as number));
    }
    if (iterator.next().done !== true) throw unequalCounts();
  })());
  const [own, trusted] = [left, right] as unknown as [ColumnMoments, ColumnMoments];
  const { size, count } = differences;
  return {
    ...{ size, rows: count, effectiveRows: count, degrees: count - 1 },
    coordinate: (d) => ({
      mean: at(own.means, d),
      reference: at(trusted.means, d),
      standardError: Math.sqrt(differences.variance(d) / count),
      degrees: count - 1,
      scale: Math.max(at(own.magnitudes, d), at(trusted.magnitudes, d)),
    }),
  };
}

/** Welch (1947), with Satterthwaite's degrees of freedom. */
function compareIndependent(own: ColumnMoments, trusted: ColumnMoments): Comparison {
  requireSize(trusted.size, own.size);
  const [n, m] = [own.count, trusted.count];
  return {
    ...{ size: own.size, rows: n, effectiveRows: n * m / (n + m), degrees: n + m - 2 },
    coordinate: (d) => {
      const [a, b] = [own.variance(d) / n, trusted.variance(d) / m];
      return {
        mean: at(own.means, d),
        reference: at(trusted.means, d),
        standardError: Math.sqrt(a + b),
        degrees: a + b === 0 ? n + m - 2 : (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1)),
        scale: Math.max(at(own.magnitudes, d), at(trusted.magnitudes, d)),
      };
    },
  };
}

function requireSize(found: number, wanted: number): void {
  if (found !== wanted) {
    throw new SampleError(`the reference has ${found} coordinates, the draws have ${wanted}`);
  }
}

function unequalCounts(): SampleError {
  return new SampleError("paired draws need as many reference draws as draws: row i of both is one pair");
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}
