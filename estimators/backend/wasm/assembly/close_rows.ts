/**
 * Examples whose patches nearly agree, in float64 from X itself: what `ops/gram/close_rows.ts` says, operation by
 * operation, so that both give the same bits. Two channels to a vector.
 */

import { dot, Given, indexOf, pair, store2 } from "./pairs";
import { pivot } from "./pivots";

/**
 * x [positions, inner], variance [inner, cols], given [positions, cols] -> z, beta [positions, cols] as `gramDraw` has
 * them. Returns the rank, −1 (and NaN) where a value is NaN. The largest |G β − z| is left at `work`, a float64.
 *
 * `work` is aligned to 16 and holds 16 + 8 ((pairs + inner) even cols + positions² + positions + 8 inner) +
 * 16 positions (positions + 4) bytes.
 */
export function drawCloseRows(
  x: usize,
  variance: usize,
  given: usize,
  z: usize,
  beta: usize,
  work: usize,
  positions: i32,
  inner: i32,
  cols: i32,
  tolerance: f64,
  kind: i32,
): i32 {
  const even = (cols + 1) & ~1;
  const row = <usize> even << 3;
  const factor = work + 16;
  const values = factor + (<usize> (positions * positions) << 4);
  const drawn = values + (<usize> positions << 4);
  const y = drawn + (<usize> positions << 4);
  const solution = y + (<usize> positions << 4);
  const gram = solution + (<usize> positions << 4);
  const scaled = gram + <usize> ((positions * (positions + 1)) / 2) * row;
  const scales = scaled + (<usize> (positions * positions) << 3);
  const products = scales + <usize> inner * row;
  const order = products + (<usize> inner << 6);
  widen(variance, scales, inner, cols);
  fillGram(x, scales, gram, products, positions, inner, row);
  const rank = commonOrder(gram, scaled, factor, order, positions, cols, row, tolerance);
  if (rank < 0) {
    const nan = f32x4.splat(NaN);
    for (let i: usize = 0; i < <usize> (positions * cols) << 2; i += 4) {
      v128.store32_lane(z + i, nan, 0);
      v128.store32_lane(beta + i, nan, 0);
    }
    store<f64>(work, NaN);
    return rank;
  }
  const zero = f64x2.splat(0.0);
  let worst = zero;
  for (let o = 0; o < cols; o += 2) {
    const both = o + 1 < cols;
    const own = gram + (<usize> o << 3);
    factorise(own, factor, order, positions, rank, row, tolerance);
    for (let i = 0; i < positions; i++) {
      const place = <usize> (indexOf(order, i) * cols + o) << 2;
      v128.store(values + (<usize> i << 4), load2(given + place, both));
    }
    for (let i = 0; i < positions; i++) {
      const rowI = factor + (<usize> (i * positions) << 4);
      const value = v128.load(values + (<usize> i << 4));
      const diagonal = i < rank ? v128.load(rowI + (<usize> i << 4)) : zero;
      const kept = f64x2.gt(diagonal, zero);
      if (kind === Given.deviation) {
        v128.store(drawn + (<usize> i << 4), value);
        if (i >= rank) continue;
        const left = f64x2.sub(value, dot(rowI, y, i));
        v128.store(y + (<usize> i << 4), v128.and(f64x2.div(left, diagonal), kept));
      } else {
        v128.store(drawn + (<usize> i << 4), dot(rowI, values, min(i + 1, rank)));
        v128.store(y + (<usize> i << 4), v128.and(value, kept));
      }
    }
    for (let i = positions - 1; i >= 0; i--) {
      let value = zero;
      if (i < rank) {
        value = v128.load(y + (<usize> i << 4));
        for (let j = i + 1; j < rank; j++) {
          const entry = v128.load(factor + (<usize> (j * positions + i) << 4));
          value = f64x2.sub(value, f64x2.mul(entry, v128.load(solution + (<usize> j << 4))));
        }
        const diagonal = v128.load(factor + (<usize> (i * positions + i) << 4));
        value = v128.and(f64x2.div(value, diagonal), f64x2.gt(diagonal, zero));
      }
      v128.store(solution + (<usize> i << 4), value);
    }
    for (let i = 0; i < positions; i++) {
      const p = indexOf(order, i);
      const place = <usize> (p * cols + o) << 2;
      const own2 = v128.load(drawn + (<usize> i << 4));
      store2(z + place, own2, both);
      store2(beta + place, v128.load(solution + (<usize> i << 4)), both);
      let sum = zero;
      for (let j = 0; j < rank; j++) {
        const entry = v128.load(own + pair(p, indexOf(order, j)) * row);
        sum = f64x2.add(sum, f64x2.mul(entry, v128.load(solution + (<usize> j << 4))));
      }
      worst = f64x2.max(worst, f64x2.abs(f64x2.sub(sum, own2)));
    }
  }
  store<f64>(work, max(f64x2.extract_lane(worst, 0), f64x2.extract_lane(worst, 1)));
  return rank;
}

/**
 * gram [pairs, even cols]: Σ_k x_pk x_qk s_k, summed in the order of k; a channel beyond the last is zero.
 *
 * `products` holds 64 inner bytes, of four pairs at a time; `scales` the variances in float64, [inner, even cols].
 */
function fillGram(x: usize, scales: usize, gram: usize, products: usize, positions: i32, inner: i32, row: usize): void {
  for (let p = 0; p < positions; p++) {
    const own = x + (<usize> (p * inner) << 2);
    for (let q = 0; q <= p; q += 4) {
      const count = min(4, p + 1 - q);
      for (let k = 0; k < inner; k++) {
        const value = f64(load<f32>(own + (<usize> k << 2)));
        for (let c = 0; c < 4; c++) {
          const other = x + (<usize> (min(q + c, p) * inner + k) << 2);
          v128.store(products + (<usize> (4 * k + c) << 4), f64x2.splat(value * f64(load<f32>(other))));
        }
      }
      for (let at: usize = 0; at < row; at += 16) {
        let sum0 = f64x2.splat(0.0);
        let sum1 = sum0;
        let sum2 = sum0;
        let sum3 = sum0;
        let from = scales + at;
        for (let k: usize = 0; k < <usize> inner << 6; k += 64) {
          const scale = v128.load(from);
          const four = products + k;
          sum0 = f64x2.add(sum0, f64x2.mul(v128.load(four), scale));
          sum1 = f64x2.add(sum1, f64x2.mul(v128.load(four, 16), scale));
          sum2 = f64x2.add(sum2, f64x2.mul(v128.load(four, 32), scale));
          sum3 = f64x2.add(sum3, f64x2.mul(v128.load(four, 48), scale));
          from += row;
        }
        v128.store(gram + at, sum0);
        if (count > 1) v128.store(gram + row + at, sum1);
        if (count > 2) v128.store(gram + 2 * row + at, sum2);
        if (count > 3) v128.store(gram + 3 * row + at, sum3);
      }
      gram += <usize> count * row;
    }
  }
}

/** Variances as float64, a channel beyond the last zero. [inner, cols] -> [inner, even cols] */
function widen(variance: usize, scales: usize, inner: i32, cols: i32): void {
  for (let k = 0; k < inner; k++) {
    for (let o = 0; o < cols; o += 2) {
      v128.store(scales, load2(variance + (<usize> o << 2), o + 1 < cols));
      scales += 16;
    }
    variance += <usize> cols << 2;
  }
}

/** Positions in the pivot order of the channels' mean matrix; the first `rank`, which is returned, span the range. */
function commonOrder(
  gram: usize,
  scaled: usize,
  roots: usize,
  order: usize,
  positions: i32,
  cols: i32,
  row: usize,
  tolerance: f64,
): i32 {
  for (let p = 0; p < positions; p++) {
    store<i32>(order + (<usize> p << 2), p);
    store<f64>(roots + (<usize> p << 3), sqrt<f64>(total(gram + pair(p, p) * row, cols)));
  }
  for (let p = 0; p < positions; p++) {
    const own = load<f64>(roots + (<usize> p << 3));
    for (let q = 0; q <= p; q++) {
      const other = load<f64>(roots + (<usize> q << 3));
      const entry = own * other === 0.0 ? 0.0 : total(gram + pair(p, q) * row, cols) / own / other;
      if (entry !== entry) return -1;
      store<f64>(scaled + (<usize> (p * positions + q) << 3), entry);
    }
  }
  return pivot(scaled, order, positions, tolerance);
}

/** L by rows, in pivot order, of two channels; all positions, `rank` columns. */
function factorise(
  gram: usize,
  factor: usize,
  order: usize,
  positions: i32,
  rank: i32,
  row: usize,
  tolerance: f64,
): void {
  const zero = f64x2.splat(0.0);
  for (let i = 0; i < positions; i++) {
    const rowI = factor + (<usize> (i * positions) << 4);
    const p = indexOf(order, i);
    for (let j = 0; j <= min(i, rank - 1); j++) {
      const rowJ = factor + (<usize> (j * positions) << 4);
      let left = v128.load(gram + pair(p, indexOf(order, j)) * row);
      for (let t: usize = 0; t < <usize> j << 4; t += 16) {
        left = f64x2.sub(left, f64x2.mul(v128.load(rowI + t), v128.load(rowJ + t)));
      }
      if (i === j) {
        const least = f64x2.mul(f64x2.splat(tolerance), v128.load(gram + pair(p, p) * row));
        v128.store(rowI + (<usize> j << 4), v128.and(f64x2.sqrt(left), f64x2.gt(left, least)));
      } else {
        const diagonal = v128.load(rowJ + (<usize> j << 4));
        v128.store(rowI + (<usize> j << 4), v128.and(f64x2.div(left, diagonal), f64x2.gt(diagonal, zero)));
      }
    }
  }
}

/** Of a row of float64, one after another. */
function total(row: usize, cols: i32): f64 {
  let sum: f64 = 0.0;
  for (let o: usize = 0; o < <usize> cols << 3; o += 8) sum += load<f64>(row + o);
  return sum;
}

/** Two neighbouring float32 as float64; of an odd number the last one and zero. */
// @ts-ignore: decorator
@inline
function load2(at: usize, both: bool): v128 {
  return f64x2.promote_low_f32x4(both ? v128.load64_zero(at) : v128.load32_zero(at));
}
