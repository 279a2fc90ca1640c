/**
 * Philox 4x32-10 streams: uniforms and normals, four counters to a vector.
 *
 * The bits are defined by `backend/streams/philox.ts` (order of a stream, counters) and `box_muller.ts` (float32
 * operations); here is the same sequence on vectors. Two groups of sixteen are made side by side: one waits
 * for its products while the other adds.
 */

const M0: u32 = 0xd2511f53;
const M1: u32 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

const enum Kind {
  uniforms,
  normals,
}

/** `count` standard normals from element `offset` of the key's stream on. `scratch` holds 16 floats. */
export function normals(out: usize, count: i32, k0: u32, k1: u32, offset: f64, scratch: usize): void {
  stream(Kind.normals, out, count, k0, k1, offset, scratch);
}

/** `count` uniforms in [0, 1) from element `offset` of the key's stream on. `scratch` holds 16 floats. */
export function uniforms(out: usize, count: i32, k0: u32, k1: u32, offset: f64, scratch: usize): void {
  stream(Kind.uniforms, out, count, k0, k1, offset, scratch);
}

/** Whole groups of normals, sixteen each. */
export function normalGroups(out: usize, groups: i32, k0: u32, k1: u32, counter: u64): void {
  fill(Kind.normals, out, groups, k0, k1, counter);
}

function uniformGroups(out: usize, groups: i32, k0: u32, k1: u32, counter: u64): void {
  fill(Kind.uniforms, out, groups, k0, k1, counter);
}

// @ts-ignore: decorator
@inline
function stream(kind: i32, out: usize, count: i32, k0: u32, k1: u32, offset: f64, scratch: usize): void {
  const first = u64(offset);
  const skipped = i32(first & 15);
  let counter = (first >> 4) << 2;
  let left = count;
  if (skipped > 0 && left > 0) {
    const length = min(16 - skipped, left);
    groupsOf(kind, scratch, 1, k0, k1, counter);
    memory.copy(out, scratch + (<usize> skipped << 2), <usize> length << 2);
    out += <usize> length << 2;
    left -= length;
    counter += 4;
  }
  const whole = left >> 4;
  groupsOf(kind, out, whole, k0, k1, counter);
  left -= whole << 4;
  if (left > 0) {
    groupsOf(kind, scratch, 1, k0, k1, counter + (u64(whole) << 2));
    memory.copy(out + (<usize> whole << 6), scratch, <usize> left << 2);
  }
}

// @ts-ignore: decorator
@inline
function groupsOf(kind: i32, out: usize, groups: i32, k0: u32, k1: u32, counter: u64): void {
  if (kind === Kind.normals) normalGroups(out, groups, k0, k1, counter);
  else uniformGroups(out, groups, k0, k1, counter);
}

// @ts-ignore: decorator
@inline
function fill(kind: i32, out: usize, groups: i32, k0: u32, k1: u32, counter: u64): void {
  // Always zero, but no compiler knows: constants that depend on it are kept in registers or on the stack,
  // where V8 otherwise builds each anew wherever it is used, in three instructions (a third of the time).
  const zero: u32 = u32(groups) >>> 31;
  const m0 = word(M0, zero);
  const m1 = word(M1, zero);
  const half = float(0.5, zero);
  const quarter = float(0.25, zero);
  const one = float(2147483648.0, zero);
  const sqrtHalf = word(0x4eb504f3, zero);
  const scale = float(1.1641532182693481e-10, zero);
  const unit = float(5.9604644775390625e-8, zero);
  const log1 = float(-4.0, zero);
  const log2 = float(-1.3333356380462646, zero);
  const log3 = float(-0.7995356321334839, zero);
  const log4 = float(-0.5978791117668152, zero);
  const ln2 = float(-1.3862943611198906, zero);
  const s1 = float(6.2831854820251465, zero);
  const s2 = float(-41.34176254272461, zero);
  const s3 = float(81.60829162597656, zero);
  const s4 = float(-76.71897888183594, zero);
  const s5 = float(40.80365753173828, zero);
  const signBit = word(0x80000000, zero);
  for (let group = 0; group < groups; group += 2) {
    const c1 = u32(counter >> 32);
    const c0 = i32x4.add(i32x4.splat(u32(counter)), i32x4(0, 1, 2, 3));
    // Round 1: words 2 and 3 of the counter are zero, so only word 0 is multiplied. Words of the second
    // group are y. The second group's counters can be those of the next 2^32: then it has another c1.
    let even = productsOfLow(c0, m0);
    let odd = productsOfHigh(c0, m0);
    let key = i32x4.splat(k1);
    let x2 = v128.xor(high(even, odd), key);
    let x3 = low(even, odd);
    const next = i32x4.add(c0, i32x4.splat(4));
    even = productsOfLow(next, m0);
    odd = productsOfHigh(next, m0);
    let y2 = v128.xor(high(even, odd), key);
    let y3 = low(even, odd);
    // Round 2: word 0 is the same in every lane, word 1 is zero.
    key = i32x4.splat(k0 + W0);
    even = productsOfLow(x2, m1);
    odd = productsOfHigh(x2, m1);
    let x0 = v128.xor(high(even, odd), key);
    let x1 = low(even, odd);
    even = productsOfLow(y2, m1);
    odd = productsOfHigh(y2, m1);
    let y0 = v128.xor(high(even, odd), key);
    let y1 = low(even, odd);
    let same = u64(c1 ^ k0) * u64(M0);
    x2 = v128.xor(x3, i32x4.splat(u32(same >> 32) ^ (k1 + W1)));
    x3 = i32x4.splat(u32(same));
    same = u64(u32((counter + 4) >> 32) ^ k0) * u64(M0);
    y2 = v128.xor(y3, i32x4.splat(u32(same >> 32) ^ (k1 + W1)));
    y3 = i32x4.splat(u32(same));
    let a = k0 + 2 * W0;
    let b = k1 + 2 * W1;
    for (let round = 2; round < 10; round++) {
      const keyA = i32x4.splat(a);
      const keyB = i32x4.splat(b);
      even = productsOfLow(x0, m0);
      odd = productsOfHigh(x0, m0);
      let even1 = productsOfLow(x2, m1);
      let odd1 = productsOfHigh(x2, m1);
      x0 = v128.xor(v128.xor(high(even1, odd1), x1), keyA);
      x1 = low(even1, odd1);
      x2 = v128.xor(v128.xor(high(even, odd), x3), keyB);
      x3 = low(even, odd);
      even = productsOfLow(y0, m0);
      odd = productsOfHigh(y0, m0);
      even1 = productsOfLow(y2, m1);
      odd1 = productsOfHigh(y2, m1);
      y0 = v128.xor(v128.xor(high(even1, odd1), y1), keyA);
      y1 = low(even1, odd1);
      y2 = v128.xor(v128.xor(high(even, odd), y3), keyB);
      y3 = low(even, odd);
      a += W0;
      b += W1;
    }
    const pairs = groups - group > 1 ? 4 : 2;
    for (let pair = 0; pair < pairs; pair++) {
      if (kind === Kind.uniforms) {
        v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(x0, 8)), unit));
        v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(x1, 8)), unit), 16);
      } else {
        const u = f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(x0, 1)), half);
        const exponent = i32x4.shr_s(i32x4.sub(u, sqrtHalf), 23);
        const mantissa = i32x4.sub(u, i32x4.shl(exponent, 23));
        const s = f32x4.div(f32x4.sub(mantissa, one), f32x4.add(mantissa, one));
        const q = f32x4.mul(s, s);
        let p = f32x4.add(f32x4.mul(log4, q), log3);
        p = f32x4.add(f32x4.mul(p, q), log2);
        p = f32x4.add(f32x4.mul(p, q), log1);
        p = f32x4.add(f32x4.mul(p, s), f32x4.mul(f32x4.convert_i32x4_s(exponent), ln2));
        const radius = v128.xor(f32x4.sqrt(p), v128.and(x1, signBit));
        const t = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(x1, 1)), scale);
        const cosine = sine(f32x4.sub(quarter, f32x4.abs(t)), s1, s2, s3, s4, s5);
        v128.store(out, f32x4.mul(radius, cosine));
        v128.store(out, f32x4.mul(radius, sine(t, s1, s2, s3, s4, s5)), 16);
      }
      out += 32;
      x0 = x2;
      x1 = x3;
      x2 = y0;
      x3 = y1;
      y0 = y2;
      y1 = y3;
    }
    counter += 8;
  }
}

// @ts-ignore: decorator
@inline
function sine(t: v128, s1: v128, s2: v128, s3: v128, s4: v128, s5: v128): v128 {
  const q = f32x4.mul(t, t);
  let p = f32x4.add(f32x4.mul(s5, q), s4);
  p = f32x4.add(f32x4.mul(p, q), s3);
  p = f32x4.add(f32x4.mul(p, q), s2);
  return f32x4.mul(t, f32x4.add(f32x4.mul(p, q), s1));
}

/** 64-bit products of lanes 0 and 1; `productsOfHigh`: of lanes 2 and 3. */
// @ts-ignore: decorator
@inline
function productsOfLow(a: v128, b: v128): v128 {
  return i64x2.extmul_low_i32x4_u(a, b);
}

// @ts-ignore: decorator
@inline
function productsOfHigh(a: v128, b: v128): v128 {
  return i64x2.extmul_high_i32x4_u(a, b);
}

// @ts-ignore: decorator
@inline
function high(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 1, 3, 5, 7);
}

// @ts-ignore: decorator
@inline
function low(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function word(bits: u32, zero: u32): v128 {
  return i32x4.splat(bits + zero);
}

// @ts-ignore: decorator
@inline
function float(value: f32, zero: u32): v128 {
  return i32x4.splat(reinterpret<u32>(value) + zero);
}
