/**
 * Small dense products in float64, for the systems that must be solved exactly.
 *
 * Inner loops keep four sums at a time: a single one would wait for every addition to finish.
 * @module
 */

/** Sizes of a row-major matrix. */
export interface Extent {
  /** Number of rows. */
  readonly rows: number;
  /** Length of a row. */
  readonly size: number;
}

/**
 * G = A Aᵀ; both triangles are written.
 *
 * @param a shape: [rows, size], row-major.
 * @param gram receives G. shape: [rows, rows]
 */
export function gramOfRows(a: Float64Array, { rows, size }: Extent, gram: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    const left = i * size;
    let j = 0;
    for (; j + 3 <= i; j += 4) {
      const [r0, r1, r2, r3] = [j * size, (j + 1) * size, (j + 2) * size, (j + 3) * size];
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let k = 0; k < size; k++) {
        const value = a[left + k]!;
        s0 += value * a[r0 + k]!;
        s1 += value * a[r1 + k]!;
        s2 += value * a[r2 + k]!;
        s3 += value * a[r3 + k]!;
      }
      gram[i * rows + j] = gram[j * rows + i] = s0;
      gram[i * rows + j + 1] = gram[(j + 1) * rows + i] = s1;
      gram[i * rows + j + 2] = gram[(j + 2) * rows + i] = s2;
      gram[i * rows + j + 3] = gram[(j + 3) * rows + i] = s3;
    }
    for (; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += a[left + k]! * a[j * size + k]!;
      gram[i * rows + j] = gram[j * rows + i] = sum;
    }
  }
}

/** out = A · vector. shape: [rows, size] · [size] -> [rows] */
export function multiply(a: Float64Array, vector: ArrayLike<number>, out: Float64Array): void {
  const size = vector.length;
  for (let i = 0; i < out.length; i++) {
    const row = i * size;
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    let k = 0;
    for (; k + 3 < size; k += 4) {
      s0 += a[row + k]! * vector[k]!;
      s1 += a[row + k + 1]! * vector[k + 1]!;
      s2 += a[row + k + 2]! * vector[k + 2]!;
      s3 += a[row + k + 3]! * vector[k + 3]!;
    }
    for (; k < size; k++) s0 += a[row + k]! * vector[k]!;
    out[i] = (s0 + s1) + (s2 + s3);
  }
}

/** out = Aᵀ · vector. shape: [rows, size], [rows] -> [size] */
export function multiplyTransposed(a: Float64Array, vector: Float64Array, out: Float64Array): void {
  const size = out.length;
  out.fill(0);
  for (let i = 0; i < vector.length; i++) {
    const weight = vector[i]!;
    if (weight === 0) continue;
    const row = i * size;
    for (let k = 0; k < size; k++) out[k] = out[k]! + a[row + k]! * weight;
  }
}

/** Divides every row by its length, in place; a row of zeros stays. Returns the lengths. shape: [rows] */
export function normaliseRows(a: Float64Array, { rows, size }: Extent): Float64Array {
  const lengths = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = a.subarray(i * size, (i + 1) * size);
    // Squares of float32 values neither overflow nor underflow in float64: no scaling is needed.
    let sum = 0;
    for (let k = 0; k < size; k++) sum += row[k]! * row[k]!;
    const length = Math.sqrt(sum);
    lengths[i] = length;
    if (length > 0) { for (let k = 0; k < size; k++) row[k] = row[k]! / length; }
  }
  return lengths;
}

/** Aᵀ, row-major. shape: [rows, size] -> [size, rows] */
export function transpose(a: Float64Array, { rows, size }: Extent): Float64Array {
  const out = new Float64Array(rows * size);
  for (let i = 0; i < rows; i++) for (let k = 0; k < size; k++) out[k * rows + i] = a[i * size + k]!;
  return out;
}
