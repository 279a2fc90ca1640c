/**
 * Dense matrices of plain numbers: the float64 twins that everything else is compared with.
 *
 * Written for being right at a glance, not for speed.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";

/** Rows of equal length. */
export type Matrix = readonly (readonly number[])[];

/** A B. */
export function multiply(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
}

/** Aᵀ. */
export function transpose(a: Matrix): number[][] {
  return a[0]!.map((_, j) => a.map((row) => row[j]!));
}

/** A + B. */
export function add(a: Matrix, b: Matrix): number[][] {
  return a.map((row, i) => row.map((value, j) => value + b[i]![j]!));
}

/** s A. */
export function scale(s: number, a: Matrix): number[][] {
  return a.map((row) => row.map((value) => s * value));
}

/** A diagonal matrix. */
export function diag(values: readonly number[]): number[][] {
  return values.map((value, i) => values.map((_, j) => i === j ? value : 0));
}

/** The sum of the diagonal. */
export function trace(a: Matrix): number {
  return a.reduce((sum, row, i) => sum + row[i]!, 0);
}

/** A vector as one column. */
export function column(values: readonly number[]): number[][] {
  return values.map((value) => [value]);
}

/** Values of a tensor as matrices: the last two axes are rows and columns, all before them is one list. */
export function matrices(tensor: tf.Tensor): number[][][] {
  const [rows, columns] = tensor.rank < 2 ? [1, tensor.size] : tensor.shape.slice(-2) as [number, number];
  const values = tensor.dataSync();
  return Array.from(
    { length: tensor.size / (rows * columns) },
    (_, b) =>
      Array.from(
        { length: rows },
        (_, i) => Array.from(values.subarray((b * rows + i) * columns, (b * rows + i + 1) * columns)),
      ),
  );
}

/**
 * An orthonormal basis of the row space.
 *
 * @param tolerance lengths below this share of the largest count as zero. @default 1e-6
 */
export function rowSpaceBasis(a: Matrix, tolerance = 1e-6): number[][] {
  return orthogonalRows(a, tolerance).map(unit);
}

/** G† of a symmetric positive semi-definite G. @param tolerance as of {@linkcode rowSpaceBasis}. @default 1e-12 */
export function pseudoInverse(gram: Matrix, tolerance = 1e-12): number[][] {
  const zero = gram.map((row) => row.map(() => 0));
  // Orthogonal rows of U G are λ q for the eigenpairs of G, and G† is the sum of q qᵀ / λ.
  return orthogonalRows(gram, tolerance).reduce((sum, row) => {
    const q = unit(row);
    return add(sum, scale(1 / Math.hypot(...row), multiply(column(q), [q])));
  }, zero);
}

/**
 * U A with orthogonal rows, by one-sided Jacobi rotations (Hestenes 1958): pairs of rows are rotated until all
 * are orthogonal; their lengths are then the singular values. Rows that count as zero are left out.
 */
function orthogonalRows(a: Matrix, tolerance: number): number[][] {
  const rows = a.map((row) => [...row]);
  let rotated = true;
  for (let sweep = 0; rotated && sweep < 60; sweep++) {
    rotated = false;
    for (let i = 0; i < rows.length; i++) {
      for (let j = i + 1; j < rows.length; j++) rotated = rotate(rows[i]!, rows[j]!) || rotated;
    }
  }
  const lengths = rows.map((row) => Math.hypot(...row));
  const largest = Math.max(...lengths);
  return rows.filter((_, i) => lengths[i]! > tolerance * largest);
}

function rotate(p: number[], q: number[]): boolean {
  const inner = dot(p, q);
  const [pp, qq] = [dot(p, p), dot(q, q)];
  if (Math.abs(inner) <= 1e-15 * Math.sqrt(pp * qq) || inner === 0) return false;
  const zeta = (qq - pp) / (2 * inner);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent);
  p.forEach((value, k) => {
    const other = q[k]!;
    p[k] = cosine * (value - tangent * other);
    q[k] = cosine * (tangent * value + other);
  });
  return true;
}

/** Rows of length one, which span the same space whatever their units; a row of zeros stays. */
export function unitRows(a: Matrix): number[][] {
  return a.map(unit);
}

function unit(row: readonly number[]): number[] {
  const length = Math.hypot(...row);
  return row.map((value) => length > 0 ? value / length : value);
}

/** Inner product. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, 0);
}
