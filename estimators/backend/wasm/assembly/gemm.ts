/**
 * Matrix products in float32: blocks of both operands are packed into panels as wide as a tile of the result,
 * which stays in registers while it is summed.
 *
 * Source of the blocking: Goto, van de Geijn, Anatomy of high-performance matrix multiplication (2008).
 */

// A tile is 4 rows of 8: eight sums, two vectors of the right operand and one of the left fit 16 registers.
const ROWS: i32 = 4;
const COLS: i32 = 8;
/** Depth of a panel: one of each operand stays in the first-level cache. */
const DEPTH: i32 = 256;
/** Rows and columns of a packed block, in the second-level cache. */
const BLOCK_ROWS: i32 = 128;
const BLOCK_COLS: i32 = 512;

/** Bytes of `work` that `multiply` needs. */
export function multiplyWork(m: i32, n: i32, k: i32): usize {
  const depth = <usize> min(k, DEPTH);
  const rows = <usize> (min(m, BLOCK_ROWS) + ROWS);
  const cols = <usize> (min(n, BLOCK_COLS) + COLS);
  return ((rows + cols) * depth << 2) + 256;
}

/**
 * c [m, n] = a b, or c + a b if `add`. Element (i, p) of a lies at a + i · rowA + p · colA, of b at
 * b + p · rowB + j · colB, in bytes; one stride of each is 4. `work` as `multiplyWork` says, in 16-byte steps.
 */
export function multiply(
  a: usize,
  rowA: usize,
  colA: usize,
  b: usize,
  rowB: usize,
  colB: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  add: bool,
  work: usize,
): void {
  if (!add) memory.fill(c, 0, <usize> m * <usize> n << 2);
  if (k === 0) return;
  // A vector is not worth packing the other operand for.
  if (m === 1) return colB === 4 ? sumRows(b, a, c, k, n) : dotRows(b, a, c, n, k);
  if (n === 1) return colA === 4 ? dotRows(a, b, c, m, k) : sumRows(a, b, c, k, m);
  const tile = work;
  const packedA = work + 128;
  const slices = (k + DEPTH - 1) / DEPTH;
  const most = (k + slices - 1) / slices;
  const packedB = packedA + (<usize> (min(m, BLOCK_ROWS) + ROWS) * <usize> most << 2);
  const bytes = <usize> n << 2;
  for (let j = 0; j < n; j += BLOCK_COLS) {
    const cols = min(BLOCK_COLS, n - j);
    for (let p = 0; p < k; p += most) {
      const depth = min(most, k - p);
      pack(b + <usize> p * rowB + <usize> j * colB, packedB, cols, depth, colB, rowB, COLS);
      for (let i = 0; i < m; i += BLOCK_ROWS) {
        const rows = min(BLOCK_ROWS, m - i);
        pack(a + <usize> i * rowA + <usize> p * colA, packedA, rows, depth, rowA, colA, ROWS);
        for (let jj = 0; jj < cols; jj += COLS) {
          const panelB = packedB + (<usize> jj * <usize> depth << 2);
          const width = min(COLS, cols - jj);
          let out = c + <usize> i * bytes + (<usize> (j + jj) << 2);
          let panelA = packedA;
          for (let ii = 0; ii < rows; ii += ROWS) {
            const height = min(ROWS, rows - ii);
            if (height === ROWS && width === COLS) addTile(panelA, panelB, depth, out, bytes);
            else addPart(panelA, panelB, depth, out, bytes, height, width, tile);
            panelA += <usize> (ROWS * depth) << 2;
            out += ROWS * bytes;
          }
        }
      }
    }
  }
}

/**
 * Panels of `width` lines, one after another: for each depth one value of every line. Lines that are
 * missing in the last panel are zero.
 */
function pack(from: usize, to: usize, lines: i32, depth: i32, lineStride: usize, depthStride: usize, width: i32): void {
  const step = <usize> width << 2;
  for (let line = 0; line < lines; line += width) {
    const source = from + <usize> line * lineStride;
    const count = min(width, lines - line);
    if (count < width) {
      memory.fill(to, 0, <usize> depth * step);
      for (let l = 0; l < count; l++) {
        for (let d = 0; d < depth; d++) {
          const value = load<f32>(source + <usize> l * lineStride + <usize> d * depthStride);
          store<f32>(to + <usize> d * step + (<usize> l << 2), value);
        }
      }
    } else if (lineStride === 4) {
      let at = source;
      const end = to + <usize> depth * step;
      if (width === COLS) {
        for (let out = to; out < end; out += 32) {
          v128.store(out, v128.load(at));
          v128.store(out, v128.load(at, 16), 16);
          at += depthStride;
        }
      } else {
        for (let out = to; out < end; out += 16) {
          v128.store(out, v128.load(at));
          at += depthStride;
        }
      }
    } else {
      for (let l = 0; l < width; l += 4) turn(source + <usize> l * lineStride, to + (<usize> l << 2), depth, lineStride, step);
    }
    to += <usize> depth * step;
  }
}

/** Four lines of consecutive values become columns. */
// @ts-ignore: decorator
@inline
function turn(from: usize, to: usize, depth: i32, stride: usize, step: usize): void {
  let d = 0;
  const second = from + stride;
  const third = second + stride;
  const fourth = third + stride;
  for (; d + 4 <= depth; d += 4) {
    const at = <usize> d << 2;
    const r0 = v128.load(from + at);
    const r1 = v128.load(second + at);
    const r2 = v128.load(third + at);
    const r3 = v128.load(fourth + at);
    const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
    v128.store(to + step, v128.shuffle<i64>(low01, low23, 1, 3));
    v128.store(to + 2 * step, v128.shuffle<i64>(high01, high23, 0, 2));
    v128.store(to + 3 * step, v128.shuffle<i64>(high01, high23, 1, 3));
    to += 4 * step;
  }
  for (; d < depth; d++) {
    const at = <usize> d << 2;
    store<f32>(to, load<f32>(from + at));
    store<f32>(to, load<f32>(second + at), 4);
    store<f32>(to, load<f32>(third + at), 8);
    store<f32>(to, load<f32>(fourth + at), 12);
    to += step;
  }
}

/** out [4, 8] += a panel of rows times a panel of columns. */
function addTile(a: usize, b: usize, depth: i32, out: usize, stride: usize): void {
  let c00 = f32x4.splat(0.0);
  let c01 = f32x4.splat(0.0);
  let c10 = f32x4.splat(0.0);
  let c11 = f32x4.splat(0.0);
  let c20 = f32x4.splat(0.0);
  let c21 = f32x4.splat(0.0);
  let c30 = f32x4.splat(0.0);
  let c31 = f32x4.splat(0.0);
  const end = a + (<usize> depth << 4);
  for (; a < end; a += 16) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load_splat<f32>(a);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    const a1 = v128.load_splat<f32>(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    const a2 = v128.load_splat<f32>(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    const a3 = v128.load_splat<f32>(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
    b += 32;
  }
  addRow(out, c00, c01);
  addRow(out + stride, c10, c11);
  addRow(out + 2 * stride, c20, c21);
  addRow(out + 3 * stride, c30, c31);
}

// @ts-ignore: decorator
@inline
function addRow(out: usize, left: v128, right: v128): void {
  v128.store(out, f32x4.add(v128.load(out), left));
  v128.store(out, f32x4.add(v128.load(out, 16), right), 16);
}

/** The part of a tile that the result has. */
function addPart(
  a: usize,
  b: usize,
  depth: i32,
  out: usize,
  stride: usize,
  rows: i32,
  cols: i32,
  tile: usize,
): void {
  memory.fill(tile, 0, 128);
  addTile(a, b, depth, tile, 32);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const at = out + <usize> i * stride + (<usize> j << 2);
      store<f32>(at, load<f32>(at) + load<f32>(tile + (<usize> i << 5) + (<usize> j << 2)));
    }
  }
}

/** out[i] += Σ_p matrix[i, p] vector[p]. */
function dotRows(matrix: usize, vector: usize, out: usize, rows: i32, cols: i32): void {
  const bytes = <usize> cols << 2;
  for (let i = 0; i < rows; i++) {
    let even = f32x4.splat(0.0);
    let odd = f32x4.splat(0.0);
    let p: usize = 0;
    for (; p + 32 <= bytes; p += 32) {
      even = f32x4.add(even, f32x4.mul(v128.load(matrix + p), v128.load(vector + p)));
      odd = f32x4.add(odd, f32x4.mul(v128.load(matrix + p, 16), v128.load(vector + p, 16)));
    }
    even = f32x4.add(even, odd);
    let sum = (f32x4.extract_lane(even, 0) + f32x4.extract_lane(even, 1)) +
      (f32x4.extract_lane(even, 2) + f32x4.extract_lane(even, 3));
    for (; p < bytes; p += 4) sum += load<f32>(matrix + p) * load<f32>(vector + p);
    store<f32>(out, load<f32>(out) + sum);
    out += 4;
    matrix += bytes;
  }
}

/** out[j] += Σ_p vector[p] matrix[p, j]. */
function sumRows(matrix: usize, vector: usize, out: usize, rows: i32, cols: i32): void {
  const bytes = <usize> cols << 2;
  for (let p = 0; p < rows; p++) {
    const factor = load<f32>(vector + (<usize> p << 2));
    const factors = f32x4.splat(factor);
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      v128.store(out + j, f32x4.add(v128.load(out + j), f32x4.mul(factors, v128.load(matrix + j))));
    }
    for (; j < bytes; j += 4) store<f32>(out + j, load<f32>(out + j) + factor * load<f32>(matrix + j));
    matrix += bytes;
  }
}
