/**
 * Draws from N(0, G) and solutions of G β = z for the Gram matrices G = X diag(s_o) Xᵀ of one example, one
 * matrix for each channel o: float32 in and out, float64 between, two channels to a vector.
 *
 * All scales are positive, so the range of G is that of X for every channel. Which positions span it is
 * decided once an example, by Cholesky with diagonal pivoting (Higham 2002, section 10.3) on the mean of the
 * channels' matrices, its diagonal scaled to one. Every channel is then factored in this order; a channel
 * whose own pivot falls to `tolerance` times its diagonal drops that position.
 */

import { dot, Given, indexOf, pair, store2 } from "./pairs";

/**
 * The positions that span the range of gram [pairs, cols], left at `work` for `gramDraw`. Returns the rank, −1 where
 * the matrix has a NaN. `work` is that of `gramDraw`.
 */
export function gramOrder(gram: usize, work: usize, positions: i32, cols: i32, tolerance: f64): i32 {
  const factor = work + 16;
  const inverse = factor + (<usize> (positions * positions) << 4);
  return pivotOrder(gram, factor, inverse, orderAt(work, positions), positions, cols, tolerance);
}

/**
 * gram [pairs, cols], given [positions, cols] -> z, beta [positions, cols]: z ~ N(0, G) from standard normals,
 * or the z that is given; β with G β = z. For a rank of −1 they are NaN. The largest |G β − z| is left at `work`, a
 * float64.
 *
 * `gramOrder` was called right before, and gave the rank.
 *
 * `work` is aligned to 16 and holds 16 positions² + 80 positions + 16 bytes.
 */
export function gramDraw(
  gram: usize,
  given: usize,
  z: usize,
  beta: usize,
  work: usize,
  positions: i32,
  cols: i32,
  rank: i32,
  tolerance: f64,
  kind: i32,
): void {
  const factor = work + 16;
  const inverse = factor + (<usize> (positions * positions) << 4);
  const y = inverse + (<usize> positions << 4);
  const x = y + (<usize> positions << 4);
  const order = orderAt(work, positions);
  const row = <usize> cols << 2;
  store<f64>(work, 0);
  if (rank < 0) {
    const nan = f32x4.splat(NaN);
    for (let i: usize = 0; i < <usize> positions * row; i += 4) {
      v128.store32_lane(z + i, nan, 0);
      v128.store32_lane(beta + i, nan, 0);
    }
    store<f64>(work, NaN);
    return;
  }
  let worst = f64x2.splat(0.0);
  for (let o = 0; o < cols; o += 2) {
    const both = o + 1 < cols;
    const at = <usize> o << 2;
    factorise(gram + at, factor, inverse, order, positions, rank, row, both, tolerance);
    for (let i = 0; i < positions; i++) {
      const rowI = factor + (<usize> (i * positions) << 4);
      const place = <usize> indexOf(order, i) * row + at;
      const before = min(i, rank);
      let value = load2(given + place, both);
      if (kind === Given.deviation) {
        store2(z + place, value, both);
        if (i >= rank) continue;
        value = f64x2.sub(value, dot(rowI, y, before));
        v128.store(y + (<usize> i << 4), f64x2.mul(value, v128.load(inverse + (<usize> i << 4))));
      } else {
        let sum = dot(rowI, y, before);
        if (i < rank) {
          v128.store(y + (<usize> i << 4), value);
          sum = f64x2.add(sum, f64x2.mul(value, v128.load(rowI + (<usize> i << 4))));
        }
        store2(z + place, sum, both);
      }
    }
    for (let i = positions - 1; i >= 0; i--) {
      let value = f64x2.splat(0.0);
      if (i < rank) {
        value = v128.load(y + (<usize> i << 4));
        for (let j = i + 1; j < rank; j++) {
          const entry = v128.load(factor + (<usize> (j * positions + i) << 4));
          value = f64x2.sub(value, f64x2.mul(entry, v128.load(x + (<usize> j << 4))));
        }
        value = f64x2.mul(value, v128.load(inverse + (<usize> i << 4)));
      }
      v128.store(x + (<usize> i << 4), value);
      store2(beta + <usize> indexOf(order, i) * row + at, value, both);
    }
    worst = f64x2.max(worst, miss(gram + at, z + at, x, order, positions, rank, row, both));
  }
  store<f64>(work, max(f64x2.extract_lane(worst, 0), f64x2.extract_lane(worst, 1)));
}

/** Behind the factor, its inverse diagonal and two vectors. */
// @ts-ignore: decorator
@inline
function orderAt(work: usize, positions: i32): usize {
  return work + 16 + (<usize> (positions * (positions + 3)) << 4);
}

/** Positions in pivot order; the first `rank` of them, which is returned, span the range. */
function pivotOrder(
  gram: usize,
  mean: usize,
  diagonal: usize,
  order: usize,
  positions: i32,
  cols: i32,
  tolerance: f64,
): i32 {
  // A square matrix of float64: both triangles. Scaled by the roots of its diagonal, kept aside.
  for (let p = 0; p < positions; p++) {
    store<i32>(order + (<usize> p << 2), p);
    for (let q = 0; q <= p; q++) {
      const sum = rowSum(gram, cols);
      gram += <usize> cols << 2;
      store<f64>(mean + (<usize> (p * positions + q) << 3), sum);
      store<f64>(mean + (<usize> (q * positions + p) << 3), sum);
      if (sum !== sum) return -1;
    }
    const own = load<f64>(mean + (<usize> (p * positions + p) << 3));
    store<f64>(diagonal + (<usize> p << 3), own > 0.0 ? 1.0 / sqrt<f64>(own) : 0.0);
  }
  for (let p = 0; p < positions; p++) {
    for (let q = 0; q < positions; q++) {
      const entry = mean + (<usize> (p * positions + q) << 3);
      const scale = load<f64>(diagonal + (<usize> p << 3)) * load<f64>(diagonal + (<usize> q << 3));
      store<f64>(entry, load<f64>(entry) * scale);
    }
  }
  for (let k = 0; k < positions; k++) {
    let pivot = k;
    let largest: f64 = 0.0;
    for (let i = k; i < positions; i++) {
      const place = indexOf(order, i);
      const left = load<f64>(mean + (<usize> (place * positions + place) << 3));
      if (left > largest) {
        largest = left;
        pivot = i;
      }
    }
    if (largest <= tolerance) return k;
    const place = indexOf(order, pivot);
    store<i32>(order + (<usize> pivot << 2), indexOf(order, k));
    store<i32>(order + (<usize> k << 2), place);
    const column = mean + (<usize> (place * positions) << 3);
    for (let i = k + 1; i < positions; i++) {
      const p = indexOf(order, i);
      const share = load<f64>(column + (<usize> p << 3)) / largest;
      for (let j = k + 1; j < positions; j++) {
        const q = indexOf(order, j);
        const entry = mean + (<usize> (p * positions + q) << 3);
        store<f64>(entry, load<f64>(entry) - share * load<f64>(column + (<usize> q << 3)));
      }
    }
  }
  return positions;
}

/** L by rows, in pivot order, of two channels; all positions, `rank` columns. `inverse`: 1 / L_ii, or 0. */
function factorise(
  gram: usize,
  factor: usize,
  inverse: usize,
  order: usize,
  positions: i32,
  rank: i32,
  row: usize,
  both: bool,
  tolerance: f64,
): void {
  for (let i = 0; i < positions; i++) {
    const rowI = factor + (<usize> (i * positions) << 4);
    const p = indexOf(order, i);
    const before = min(i, rank);
    for (let j = 0; j < before; j++) {
      const rowJ = factor + (<usize> (j * positions) << 4);
      const left = f64x2.sub(load2(gram + pair(p, indexOf(order, j)) * row, both), dot(rowI, rowJ, j));
      v128.store(rowI + (<usize> j << 4), f64x2.mul(left, v128.load(inverse + (<usize> j << 4))));
    }
    if (i >= rank) continue;
    const own = load2(gram + pair(p, p) * row, both);
    const left = f64x2.sub(own, dot(rowI, rowI, i));
    const kept = f64x2.gt(left, f64x2.mul(own, f64x2.splat(tolerance)));
    const root = v128.and(f64x2.sqrt(left), kept);
    v128.store(rowI + (<usize> i << 4), root);
    v128.store(inverse + (<usize> i << 4), v128.and(f64x2.div(f64x2.splat(1.0), root), kept));
  }
}

/** Largest |G β − z| of two channels; β by pivot order in `x`. */
function miss(
  gram: usize,
  z: usize,
  x: usize,
  order: usize,
  positions: i32,
  rank: i32,
  row: usize,
  both: bool,
): v128 {
  let worst = f64x2.splat(0.0);
  for (let i = 0; i < positions; i++) {
    const p = indexOf(order, i);
    let sum = load2(z + <usize> p * row, both);
    for (let j = 0; j < rank; j++) {
      const entry = load2(gram + pair(p, indexOf(order, j)) * row, both);
      sum = f64x2.sub(sum, f64x2.mul(entry, v128.load(x + (<usize> j << 4))));
    }
    worst = f64x2.max(worst, f64x2.abs(sum));
  }
  return worst;
}

/** Two neighbouring float32 as float64; the last one of an odd number twice. */
// @ts-ignore: decorator
@inline
function load2(at: usize, both: bool): v128 {
  return both ? f64x2.promote_low_f32x4(v128.load64_zero(at)) : f64x2.splat(f64(load<f32>(at)));
}

function rowSum(row: usize, cols: i32): f64 {
  const end = <usize> cols << 2;
  let sums = f64x2.splat(0.0);
  let i: usize = 0;
  for (; i + 8 <= end; i += 8) sums = f64x2.add(sums, f64x2.promote_low_f32x4(v128.load64_zero(row + i)));
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (i < end) sum += f64(load<f32>(row + i));
  return sum;
}
