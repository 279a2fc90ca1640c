/**
 * Batched Cholesky of many small matrices, four systems at a time, one to each lane of a vector.
 *
 * The arithmetic is float32 and unpivoted: for callers that check the pivots and refine the solution. A group
 * of four factors is P = n (n + 1) / 2 vectors, the lower triangle row by row, with the reciprocals of the
 * diagonal on it. Lanes past the last system repeat that one. No lane sees another, so a singular or NaN
 * system spoils only itself.
 */

/** W [m, n] -> products of its rows i and j ≤ i, element by element. [m (m + 1) / 2, n] */
export function rowPairs(w: usize, out: usize, m: i32, n: i32): void {
  const bytes = <usize> n << 2;
  for (let i = 0; i < m; i++) {
    const rowI = w + <usize> i * bytes;
    for (let j = 0; j <= i; j++) {
      const rowJ = w + <usize> j * bytes;
      let k: usize = 0;
      for (; k + 16 <= bytes; k += 16) v128.store(out + k, f32x4.mul(v128.load(rowI + k), v128.load(rowJ + k)));
      for (; k < bytes; k += 4) store<f32>(out + k, load<f32>(rowI + k) * load<f32>(rowJ + k));
      out += bytes;
    }
  }
}

/**
 * Factors `count` matrices and writes the least of each one's pivots over the diagonal that it came from: 1
 * where rows are orthogonal, 0 or NaN where one depends on others. Entry (i, j) of system b lies at
 * gram + b · systemStride + 4 · (i n + j), or, for `packed`, at gram + 4 · (b + count · (i (i + 1) / 2 + j)).
 */
export function factorLanes(
  gram: usize,
  factor: usize,
  pivots: usize,
  count: i32,
  n: i32,
  packed: bool,
): void {
  const groupBytes = <usize> (n * (n + 1) / 2) << 4;
  for (let system = 0; system < count; system += 4) {
    const lanes = min(4, count - system);
    const first = gram + (packed ? <usize> system << 2 : <usize> system * <usize> (n * n) << 2);
    const laneStride: usize = packed ? 4 : <usize> (n * n) << 2;
    gather(first, factor, lanes, laneStride, n, packed ? <usize> count << 2 : 0);
    const least = factorise(factor, n);
    storeLanes(pivots + (<usize> system << 2), 4, least, lanes);
    factor += groupBytes;
  }
}

/** Solutions x [count, n] of the factored systems for b [count, n]. `work` holds n vectors. */
export function solveLanes(factor: usize, b: usize, x: usize, work: usize, count: i32, n: i32): void {
  const groupBytes = <usize> (n * (n + 1) / 2) << 4;
  const stride = <usize> n << 2;
  for (let system = 0; system < count; system += 4) {
    const lanes = min(4, count - system);
    for (let i: usize = 0; i < stride; i += 4) {
      v128.store(work + (i << 2), loadLanes(b + i, stride, lanes));
    }
    substitute(factor, work, n);
    for (let i: usize = 0; i < stride; i += 4) storeLanes(x + i, stride, v128.load(work + (i << 2)), lanes);
    factor += groupBytes;
    b += stride << 2;
    x += stride << 2;
  }
}

/** Brings four triangles side by side; `entryStride` is that of a packed one, 0 for rows of n entries. */
function gather(from: usize, to: usize, lanes: i32, laneStride: usize, n: i32, entryStride: usize): void {
  if (entryStride !== 0) {
    for (let entry = n * (n + 1) / 2; entry > 0; entry--) {
      v128.store(to, lanes === 4 ? v128.load(from) : loadLanes(from, laneStride, lanes));
      from += entryStride;
      to += 16;
    }
    return;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      v128.store(to, loadLanes(from + (<usize> j << 2), laneStride, lanes));
      to += 16;
    }
    from += <usize> n << 2;
  }
}

/** Column by column; four rows at a time share the row of the pivot. */
function factorise(factor: usize, n: i32): v128 {
  let least = f32x4.splat(1.0);
  for (let j = 0; j < n; j++) {
    const rowJ = at(factor, j);
    const bytes = <usize> j << 4;
    let pivot = v128.load(rowJ + bytes);
    const diagonal = pivot;
    for (let k: usize = 0; k < bytes; k += 16) {
      const entry = v128.load(rowJ + k);
      pivot = f32x4.sub(pivot, f32x4.mul(entry, entry));
    }
    least = f32x4.min(least, f32x4.div(pivot, diagonal));
    const root = f32x4.div(f32x4.splat(1.0), f32x4.sqrt(pivot));
    v128.store(rowJ + bytes, root);
    let i = j + 1;
    for (; i + 4 <= n; i += 4) {
      const a = at(factor, i);
      const b = at(factor, i + 1);
      const c = at(factor, i + 2);
      const d = at(factor, i + 3);
      let sumA = v128.load(a + bytes);
      let sumB = v128.load(b + bytes);
      let sumC = v128.load(c + bytes);
      let sumD = v128.load(d + bytes);
      for (let k: usize = 0; k < bytes; k += 16) {
        const entry = v128.load(rowJ + k);
        sumA = f32x4.sub(sumA, f32x4.mul(entry, v128.load(a + k)));
        sumB = f32x4.sub(sumB, f32x4.mul(entry, v128.load(b + k)));
        sumC = f32x4.sub(sumC, f32x4.mul(entry, v128.load(c + k)));
        sumD = f32x4.sub(sumD, f32x4.mul(entry, v128.load(d + k)));
      }
      v128.store(a + bytes, f32x4.mul(sumA, root));
      v128.store(b + bytes, f32x4.mul(sumB, root));
      v128.store(c + bytes, f32x4.mul(sumC, root));
      v128.store(d + bytes, f32x4.mul(sumD, root));
    }
    for (; i < n; i++) {
      const rowI = at(factor, i);
      let sum = v128.load(rowI + bytes);
      for (let k: usize = 0; k < bytes; k += 16) {
        sum = f32x4.sub(sum, f32x4.mul(v128.load(rowJ + k), v128.load(rowI + k)));
      }
      v128.store(rowI + bytes, f32x4.mul(sum, root));
    }
  }
  return least;
}

/** L Lᵀ x = x in place: forwards by rows, backwards by columns of Lᵀ, which are rows too. */
function substitute(factor: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    const row = at(factor, i);
    const bytes = <usize> i << 4;
    let even = v128.load(x + bytes);
    let odd = f32x4.splat(0.0);
    let k: usize = 0;
    for (; k + 32 <= bytes; k += 32) {
      even = f32x4.sub(even, f32x4.mul(v128.load(row + k), v128.load(x + k)));
      odd = f32x4.sub(odd, f32x4.mul(v128.load(row + k, 16), v128.load(x + k, 16)));
    }
    if (k < bytes) even = f32x4.sub(even, f32x4.mul(v128.load(row + k), v128.load(x + k)));
    v128.store(x + bytes, f32x4.mul(f32x4.add(even, odd), v128.load(row + bytes)));
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = at(factor, i);
    const bytes = <usize> i << 4;
    const value = f32x4.mul(v128.load(x + bytes), v128.load(row + bytes));
    v128.store(x + bytes, value);
    for (let k: usize = 0; k < bytes; k += 16) {
      v128.store(x + k, f32x4.sub(v128.load(x + k), f32x4.mul(value, v128.load(row + k))));
    }
  }
}

/** Row i of a triangle of vectors. */
// @ts-ignore: decorator
@inline
function at(factor: usize, i: i32): usize {
  return factor + (<usize> (i * (i + 1) / 2) << 4);
}

/** One value of each system; the last one's again where there are fewer than four. */
// @ts-ignore: decorator
@inline
function loadLanes(from: usize, stride: usize, lanes: i32): v128 {
  const last = lanes - 1;
  const value = f32x4.splat(load<f32>(from));
  const one = f32x4.replace_lane(value, 1, load<f32>(from + <usize> min(1, last) * stride));
  const two = f32x4.replace_lane(one, 2, load<f32>(from + <usize> min(2, last) * stride));
  return f32x4.replace_lane(two, 3, load<f32>(from + <usize> last * stride));
}

// @ts-ignore: decorator
@inline
function storeLanes(to: usize, stride: usize, value: v128, lanes: i32): void {
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (lanes > 1) store<f32>(to + stride, f32x4.extract_lane(value, 1));
  if (lanes > 2) store<f32>(to + 2 * stride, f32x4.extract_lane(value, 2));
  if (lanes > 3) store<f32>(to + 3 * stride, f32x4.extract_lane(value, 3));
}
