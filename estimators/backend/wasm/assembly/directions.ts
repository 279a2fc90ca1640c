/**
 * How many directions the rows of X have, in float64: `hasMoreDirections` of `ops/gram/close_rows.ts`, operation by
 * operation.
 */
import { pivot } from "./pivots";

/**
 * Whether x [positions, inner] has more directions than `rank`, for pivots above `tolerance` of rows of length one.
 *
 * `work` holds 8 positions (inner + positions) bytes.
 */
export function hasMoreDirections(
  x: usize,
  work: usize,
  positions: i32,
  inner: i32,
  rank: i32,
  tolerance: f64,
): bool {
  const rows = unitRows(x, work, positions, inner);
  if (rank < 0 || rank >= min(rows, inner)) return false;
  const gram = work + (<usize> (positions * inner) << 3);
  for (let i = 0; i < rows; i++) {
    const own = work + (<usize> (i * inner) << 3);
    for (let j = 0; j <= i; j++) {
      const other = work + (<usize> (j * inner) << 3);
      let sum: f64 = 0.0;
      for (let k: usize = 0; k < <usize> inner << 3; k += 8) sum += load<f64>(own + k) * load<f64>(other + k);
      store<f64>(gram + (<usize> (i * rows + j) << 3), sum);
    }
  }
  return pivot(gram, 0, rows, tolerance) > rank;
}

/** Rows of x that are not zero, each of length one. @returns how many */
function unitRows(x: usize, rows: usize, positions: i32, inner: i32): i32 {
  let count = 0;
  for (let p = 0; p < positions; p++) {
    const own = rows + (<usize> (count * inner) << 3);
    let squares: f64 = 0.0;
    let live = false;
    for (let k = 0; k < inner; k++) {
      const value = f64(load<f32>(x + (<usize> (p * inner + k) << 2)));
      store<f64>(own + (<usize> k << 3), value);
      squares += value * value;
      if (value !== 0.0) live = true;
    }
    if (!live) continue;
    const length = sqrt<f64>(squares);
    if (length > 0.0) {
      for (let k: usize = 0; k < <usize> inner << 3; k += 8) store<f64>(own + k, load<f64>(own + k) / length);
    }
    count++;
  }
  return count;
}
