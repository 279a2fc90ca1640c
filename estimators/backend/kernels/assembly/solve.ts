/**
 * Batched solution of small symmetric positive semi-definite systems: float32 in and out, float64 between.
 *
 * Cholesky with diagonal pivoting (Higham 2002, algorithm 10.13 on pivoting and rank): it stops where the
 * largest diagonal of what is left falls to `tolerance` times the largest of the matrix. The leading block
 * then solves a consistent system; the variables that were not reached are zero.
 */

/**
 * a [count, n, n], b [count, n] -> x [count, n], ranks [count] (int32). A matrix with a NaN on its way gives
 * NaN and rank −1. `work` holds n² + 2 n float64 and n int32.
 */
export function solveSemidefinite(
  a: usize,
  b: usize,
  x: usize,
  ranks: usize,
  work: usize,
  count: i32,
  n: i32,
  tolerance: f64,
): void {
  const row = <usize> n << 3;
  const factor = work;
  const diagonal = factor + <usize> n * row;
  const rhs = diagonal + row;
  const order = rhs + row;
  const vector = <usize> n << 2;
  for (let system = 0; system < count; system++) {
    for (let i = 0; i < n; i++) {
      store<f64>(diagonal + (<usize> i << 3), f64(load<f32>(a + <usize> i * vector + (<usize> i << 2))));
      store<i32>(order + (<usize> i << 2), i);
    }
    const rank = factorise(a, factor, diagonal, order, n, tolerance);
    store<i32>(ranks + (<usize> system << 2), rank);
    if (rank < 0) {
      for (let i = 0; i < n; i++) store<f32>(x + (<usize> i << 2), NaN);
    } else {
      substitute(b, x, factor, rhs, order, n, rank);
    }
    a += <usize> n * vector;
    b += vector;
    x += vector;
  }
}

function factorise(a: usize, factor: usize, diagonal: usize, order: usize, n: i32, tolerance: f64): i32 {
  const row = <usize> n << 3;
  let bound: f64 = 0.0;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    let largest: f64 = 0.0;
    for (let i = k; i < n; i++) {
      const d = load<f64>(diagonal + (<usize> i << 3));
      if (d !== d) return -1;
      if (d > largest) {
        largest = d;
        pivot = i;
      }
    }
    if (k === 0) bound = tolerance * largest;
    if (largest <= bound) return k;
    if (pivot !== k) exchange(factor, diagonal, order, k, pivot, row);
    const rowK = factor + <usize> k * row;
    const root = sqrt<f64>(largest);
    store<f64>(rowK + (<usize> k << 3), root);
    const column = load<i32>(order + (<usize> k << 2));
    for (let i = k + 1; i < n; i++) {
      const rowI = factor + <usize> i * row;
      const entry = load<i32>(order + (<usize> i << 2)) * n + column;
      const value = (f64(load<f32>(a + (<usize> entry << 2))) - dot(rowI, rowK, k)) / root;
      store<f64>(rowI + (<usize> k << 3), value);
      const d = diagonal + (<usize> i << 3);
      store<f64>(d, load<f64>(d) - value * value);
    }
  }
  return n;
}

/** Makes row `pivot` the k-th: its finished part of the factor, its diagonal, its place. */
function exchange(factor: usize, diagonal: usize, order: usize, k: i32, pivot: i32, row: usize): void {
  const first = factor + <usize> k * row;
  const second = factor + <usize> pivot * row;
  for (let j: usize = 0; j < <usize> k << 3; j += 8) {
    const value = load<f64>(first + j);
    store<f64>(first + j, load<f64>(second + j));
    store<f64>(second + j, value);
  }
  store<f64>(diagonal + (<usize> pivot << 3), load<f64>(diagonal + (<usize> k << 3)));
  const place = load<i32>(order + (<usize> k << 2));
  store<i32>(order + (<usize> k << 2), load<i32>(order + (<usize> pivot << 2)));
  store<i32>(order + (<usize> pivot << 2), place);
}

function substitute(
  b: usize,
  x: usize,
  factor: usize,
  rhs: usize,
  order: usize,
  n: i32,
  rank: i32,
): void {
  const row = <usize> n << 3;
  for (let i = 0; i < rank; i++) {
    const rowI = factor + <usize> i * row;
    const right = f64(load<f32>(b + (<usize> load<i32>(order + (<usize> i << 2)) << 2)));
    store<f64>(rhs + (<usize> i << 3), (right - dot(rowI, rhs, i)) / load<f64>(rowI + (<usize> i << 3)));
  }
  for (let i = rank - 1; i >= 0; i--) {
    let value = load<f64>(rhs + (<usize> i << 3));
    for (let j = i + 1; j < rank; j++) {
      value -= load<f64>(factor + <usize> j * row + (<usize> i << 3)) * load<f64>(rhs + (<usize> j << 3));
    }
    store<f64>(rhs + (<usize> i << 3), value / load<f64>(factor + <usize> i * row + (<usize> i << 3)));
  }
  for (let i = 0; i < n; i++) {
    const value = i < rank ? load<f64>(rhs + (<usize> i << 3)) : 0.0;
    store<f32>(x + (<usize> load<i32>(order + (<usize> i << 2)) << 2), f32(value));
  }
}

function dot(a: usize, b: usize, count: i32): f64 {
  const bytes = <usize> count << 3;
  let sums = f64x2.splat(0.0);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    sums = f64x2.add(sums, f64x2.mul(v128.load(a + i), v128.load(b + i)));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (i < bytes) sum += load<f64>(a + i) * load<f64>(b + i);
  return sum;
}
