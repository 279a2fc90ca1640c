/**
 * Blocks of what a weight vector with several positions needs: products with matrices of pairs of positions,
 * weight noise in whole rows, and the elementwise work between matrix products.
 *
 * Pair (p, q) of positions, q ≤ p, is number p (p + 1) / 2 + q.
 */
import { normalGroups } from "./philox";

/** g, b [positions, cols] -> out [pairs, cols]: ½ (g_p b_q + g_q b_p), and ½ g_p b_p where p = q. */
export function pairWeights(g: usize, b: usize, out: usize, positions: i32, cols: i32): void {
  const bytes = <usize> cols << 2;
  for (let p = 0; p < positions; p++) {
    for (let q = 0; q <= p; q++) {
      memory.fill(out, 0, bytes);
      addProduct(g + <usize> p * bytes, b + <usize> q * bytes, out, cols, 0.5);
      if (p !== q) addProduct(g + <usize> q * bytes, b + <usize> p * bytes, out, cols, 0.5);
      out += bytes;
    }
  }
}

/** g, b [positions, cols] -> out [positions², cols]: g_p b_q. */
export function outerRows(g: usize, b: usize, out: usize, positions: i32, cols: i32): void {
  const bytes = <usize> cols << 2;
  for (let p = 0; p < positions; p++) {
    for (let q = 0; q < positions; q++) {
      product(g + <usize> p * bytes, b + <usize> q * bytes, out, cols);
      out += bytes;
    }
  }
}

/** x [positions, inner], y [positions², inner] -> out [positions, inner]: Σ_q x_q y_pq. */
export function contractPairs(x: usize, y: usize, out: usize, positions: i32, inner: i32): void {
  const bytes = <usize> inner << 2;
  for (let p = 0; p < positions; p++) {
    memory.fill(out, 0, bytes);
    for (let q = 0; q < positions; q++) {
      addProduct(x + <usize> q * bytes, y, out, inner, 1);
      y += bytes;
    }
    out += bytes;
  }
}

/** v [pairs, cols] of a symmetric matrix per column, d [positions, cols] -> out: its product with d. */
export function symmetricProduct(v: usize, d: usize, out: usize, positions: i32, cols: i32): void {
  const bytes = <usize> cols << 2;
  memory.fill(out, 0, <usize> positions * bytes);
  for (let p = 0; p < positions; p++) {
    for (let q = 0; q <= p; q++) {
      addProduct(v, d + <usize> q * bytes, out + <usize> p * bytes, cols, 1);
      if (p !== q) addProduct(v, d + <usize> p * bytes, out + <usize> q * bytes, cols, 1);
      v += bytes;
    }
  }
}

/** ds += factor u v, then v ← v s: what the scale's and the input's gradients need of a block of weights. */
export function gradientBlock(u: usize, v: usize, s: usize, ds: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = <usize> count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const value = v128.load(v + i);
    const term = f32x4.mul(factors, f32x4.mul(v128.load(u + i), value));
    v128.store(ds + i, f32x4.add(v128.load(ds + i), term));
    v128.store(v + i, f32x4.mul(value, v128.load(s + i)));
  }
  for (; i < end; i += 4) {
    const value = load<f32>(v + i);
    store<f32>(ds + i, load<f32>(ds + i) + factor * (load<f32>(u + i) * value));
    store<f32>(v + i, value * load<f32>(s + i));
  }
}

/** out += factor a b. */
export function addProduct(a: usize, b: usize, out: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = <usize> count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const term = f32x4.mul(factors, f32x4.mul(v128.load(a + i), v128.load(b + i)));
    v128.store(out + i, f32x4.add(v128.load(out + i), term));
  }
  for (; i < end; i += 4) {
    store<f32>(out + i, load<f32>(out + i) + factor * (load<f32>(a + i) * load<f32>(b + i)));
  }
}

/** out += a. */
export function addTo(a: usize, out: usize, count: i32): void {
  const end = <usize> count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(a + i)));
  for (; i < end; i += 4) store<f32>(out + i, load<f32>(out + i) + load<f32>(a + i));
}

/** Rows of `width` values from one matrix to another, `fromStride` and `toStride` values apart. */
export function copyRows(
  from: usize,
  to: usize,
  rows: i32,
  width: i32,
  fromStride: i32,
  toStride: i32,
): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(to, from, <usize> width << 2);
    from += <usize> fromStride << 2;
    to += <usize> toStride << 2;
  }
}

/**
 * Rows `first` to `first + count` of one example's weight noise. Row k is `cols` elements of the stream from
 * (example · inner + k) S on, S = cols rounded up to 16; a row where all positions of x are zero stays zero
 * unless `all`. `scratch` holds S floats. x [positions, inner], out [count, cols].
 */
export function noiseRows(
  x: usize,
  out: usize,
  scratch: usize,
  example: i32,
  positions: i32,
  inner: i32,
  first: i32,
  count: i32,
  cols: i32,
  all: i32,
  k0: u32,
  k1: u32,
): void {
  const groups = (cols + 15) >> 4;
  const bytes = <usize> cols << 2;
  for (let k = first; k < first + count; k++) {
    if (all || meets(x, positions, inner, k)) {
      const counter = (u64(example) * u64(inner) + u64(k)) * u64(groups) * 4;
      if (cols & 15) {
        normalGroups(scratch, groups, k0, k1, counter);
        memory.copy(out, scratch, bytes);
      } else {
        normalGroups(out, groups, k0, k1, counter);
      }
    } else {
      memory.fill(out, 0, bytes);
    }
    out += bytes;
  }
}

/** out = a b. */
export function product(a: usize, b: usize, out: usize, count: i32): void {
  const end = <usize> count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) v128.store(out + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  for (; i < end; i += 4) store<f32>(out + i, load<f32>(a + i) * load<f32>(b + i));
}

/** out = 2 a b; `out` may be either. */
export function twiceProduct(a: usize, b: usize, out: usize, count: i32): void {
  const end = <usize> count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const x = v128.load(a + i);
    v128.store(out + i, f32x4.mul(f32x4.add(x, x), v128.load(b + i)));
  }
  for (; i < end; i += 4) store<f32>(out + i, <f32> 2.0 * load<f32>(a + i) * load<f32>(b + i));
}

/**
 * Where patches are zero in all examples, as those over an image's edge are: out [positions, blocks] (int32)
 * is 1 where any of the block's `width` values is not. x [batch, positions, inner].
 */
export function activeBlocks(
  x: usize,
  out: usize,
  batch: i32,
  positions: i32,
  inner: i32,
  width: i32,
): void {
  const blocks = (inner + width - 1) / width;
  for (let p = 0; p < positions; p++) {
    for (let block = 0; block < blocks; block++) {
      const from = block * width;
      const count = min(width, inner - from);
      let active = 0;
      for (let b = 0; b < batch && active === 0; b++) {
        const row = x + (<usize> ((b * positions + p) * inner + from) << 2);
        for (let k = 0; k < count; k++) {
          // NaN is not zero either.
          if (load<f32>(row + (<usize> k << 2)) !== 0.0) {
            active = 1;
            break;
          }
        }
      }
      store<i32>(out, active);
      out += 4;
    }
  }
}

function meets(x: usize, positions: i32, inner: i32, k: i32): bool {
  for (let p = 0; p < positions; p++) {
    if (load<f32>(x + (<usize> (p * inner + k) << 2)) !== 0.0) return true;
  }
  return false;
}
