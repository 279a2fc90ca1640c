/**
 * Cholesky with diagonal pivoting in float64 (Higham 2002, section 10.3), operation by operation that of
 * `ops/systems/pivoted_cholesky.ts`.
 */
import { indexOf } from "./pairs";

/** Cholesky with diagonal pivoting of a lower triangle, in place; `order`, unless 0, follows. @returns the rank */
export function pivot(gram: usize, order: usize, size: i32, tolerance: f64): i32 {
  let largest: f64 = 0.0;
  for (let i = 0; i < size; i++) largest = max(largest, load<f64>(at(gram, size, i, i)));
  const threshold = largest * tolerance;
  for (let k = 0; k < size; k++) {
    let best = k;
    for (let i = k + 1; i < size; i++) {
      if (load<f64>(at(gram, size, i, i)) > load<f64>(at(gram, size, best, best))) best = i;
    }
    const value = load<f64>(at(gram, size, best, best));
    if (!(value > threshold)) return k;
    exchangeRows(gram, size, k, best);
    if (order !== 0) {
      const was = indexOf(order, k);
      store<i32>(order + (<usize> k << 2), indexOf(order, best));
      store<i32>(order + (<usize> best << 2), was);
    }
    const root = sqrt<f64>(value);
    for (let i = k + 1; i < size; i++) store<f64>(at(gram, size, i, k), load<f64>(at(gram, size, i, k)) / root);
    for (let i = k + 1; i < size; i++) {
      const factor = load<f64>(at(gram, size, i, k));
      if (factor === 0.0) continue;
      for (let j = k + 1; j <= i; j++) {
        const entry = at(gram, size, i, j);
        store<f64>(entry, load<f64>(entry) - factor * load<f64>(at(gram, size, j, k)));
      }
    }
  }
  return size;
}

/** Exchanges rows and columns of a symmetric matrix of which the lower triangle is kept. */
function exchangeRows(gram: usize, size: i32, a: i32, b: i32): void {
  if (a === b) return;
  for (let j = 0; j < a; j++) exchange(at(gram, size, a, j), at(gram, size, b, j));
  for (let j = a + 1; j < b; j++) exchange(at(gram, size, j, a), at(gram, size, b, j));
  for (let j = b + 1; j < size; j++) exchange(at(gram, size, j, a), at(gram, size, j, b));
  exchange(at(gram, size, a, a), at(gram, size, b, b));
}

function exchange(a: usize, b: usize): void {
  const value = load<f64>(a);
  store<f64>(a, load<f64>(b));
  store<f64>(b, value);
}

// @ts-ignore: decorator
@inline
function at(matrix: usize, size: i32, i: i32, j: i32): usize {
  return matrix + (<usize> (i * size + j) << 3);
}
