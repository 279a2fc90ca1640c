/**
 * Elementary functions of four float32 lanes.
 *
 * Every lane gives what it gives alone, for NaN, infinities, signed zeros and denormals too. Polynomials:
 * weighted least squares towards the minimax polynomial, rounded to float32 from the lowest coefficient up.
 * Error bounds are in `elementwise_test.ts`.
 */

// The top bit of the memory's size in pages is always zero, but no compiler knows: a constant that depends
// on it is one addition and one shuffle, where V8 needs three instructions for a literal vector.
// @ts-ignore: decorator
@inline
export function all(value: f32): v128 {
  return i32x4.splat(reinterpret<u32>(value) + (u32(memory.size()) >>> 31));
}

// Adding and subtracting 1.5 · 2^23 rounds to an integer, which then stands in the low bits.
const ROUNDER: f32 = 12582912.0;
const ROUNDER_BITS: i32 = 0x4b400000;

/** eʳ − 1 for |r| ≤ ln 2 / 2. */
// @ts-ignore: decorator
@inline
function expm1Reduced(r: v128, p4: v128, p3: v128, p2: v128, p1: v128, half: v128): v128 {
  let p = f32x4.add(f32x4.mul(p4, r), p3);
  p = f32x4.add(f32x4.mul(p, r), p2);
  p = f32x4.add(f32x4.mul(p, r), p1);
  p = f32x4.add(f32x4.mul(p, r), half);
  return f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r);
}

/** x − n ln 2, where n is given with the rounder added; ln 2 in two parts, so that n times the first is exact. */
// @ts-ignore: decorator
@inline
function reduce(x: v128, rounded: v128, rounder: v128, high: v128, low: v128): v128 {
  const n = f32x4.sub(rounded, rounder);
  return f32x4.add(f32x4.sub(x, f32x4.mul(n, high)), f32x4.mul(n, low));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // deno-fmt-ignore
  return exp4By(x, all(EXP_0), all(EXP_1), all(EXP_2), all(EXP_3), all(EXP_4), all(EXP_5), all(EXP_6),
    all(EXP_7), all(EXP_8), all(EXP_9), all(EXP_10), all(EXP_11));
}

/** Constants of {@linkcode exp4By}, in their order. */
export const EXP_0: f32 = 89.0;
export const EXP_1: f32 = -104.0;
export const EXP_2: f32 = 1.4426950408889634;
export const EXP_3: f32 = ROUNDER;
export const EXP_4: f32 = 0.693359375;
export const EXP_5: f32 = 2.12194440e-4;
export const EXP_6: f32 = 0.001390522113069892;
export const EXP_7: f32 = 0.008363000117242336;
export const EXP_8: f32 = 0.04166676849126816;
export const EXP_9: f32 = 0.16666579246520996;
export const EXP_10: f32 = 0.5;
export const EXP_11: f32 = 1.0;

/** `exp4` with its constants, for a loop that makes them once. */
// @ts-ignore: decorator
@inline
// deno-fmt-ignore
export function exp4By(
  x: v128, most: v128, least: v128, log2e: v128, rounder: v128, high: v128, low: v128, p4: v128, p3: v128,
  p2: v128, p1: v128, half: v128, one: v128,
): v128 {
  // pmin and pmax keep a NaN in their first argument.
  const bounded = f32x4.pmax(f32x4.pmin(x, most), least);
  const rounded = f32x4.add(f32x4.mul(bounded, log2e), rounder);
  const r = reduce(bounded, rounded, rounder, high, low);
  const p = f32x4.add(expm1Reduced(r, p4, p3, p2, p1, half), one);
  // 2ⁿ as two factors: n reaches from −150 (rounding a denormal once) to 128 (overflow to infinity).
  const n = i32x4.sub(rounded, i32x4.splat(ROUNDER_BITS));
  const n1 = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(n1)), powerOfTwo(i32x4.sub(n, n1)));
}

/** The bits of `exp4By` for |x| ≤ 87, where 2ⁿ is one factor and nothing is to be bounded; NaN stays. */
// @ts-ignore: decorator
@inline
// deno-fmt-ignore
export function exp4Normal(
  x: v128, log2e: v128, rounder: v128, high: v128, low: v128, p4: v128, p3: v128, p2: v128, p1: v128,
  half: v128, one: v128,
): v128 {
  const rounded = f32x4.add(f32x4.mul(x, log2e), rounder);
  const r = reduce(x, rounded, rounder, high, low);
  const p = f32x4.add(expm1Reduced(r, p4, p3, p2, p1, half), one);
  return f32x4.mul(p, powerOfTwo(i32x4.sub(rounded, i32x4.splat(ROUNDER_BITS))));
}

/** (e²ˣ − 1) / (e²ˣ + 1), with the sign put back: no branch, and full relative accuracy near zero. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  // deno-fmt-ignore
  return tanh4By(x, all(20.0), all(EXP_2), all(EXP_3), all(EXP_4), all(EXP_5), all(EXP_6), all(EXP_7),
    all(EXP_8), all(EXP_9), all(EXP_10), all(EXP_11), all(2.0));
}

/** The same with its constants: 20, those of `exp4By` from the third on, 2. */
// @ts-ignore: decorator
@inline
// deno-fmt-ignore
export function tanh4By(
  x: v128, most: v128, log2e: v128, rounder: v128, high: v128, low: v128, p4: v128, p3: v128, p2: v128,
  p1: v128, half: v128, one: v128, two: v128,
): v128 {
  const magnitude = f32x4.abs(x);
  const twice = f32x4.pmin(f32x4.add(magnitude, magnitude), most);
  const rounded = f32x4.add(f32x4.mul(twice, log2e), rounder);
  const scale = powerOfTwo(i32x4.sub(rounded, i32x4.splat(ROUNDER_BITS)));
  const r = reduce(twice, rounded, rounder, high, low);
  const p = f32x4.mul(expm1Reduced(r, p4, p3, p2, p1, half), scale);
  const em1 = f32x4.add(p, f32x4.sub(scale, one));
  const t = f32x4.div(em1, f32x4.add(em1, two));
  return v128.or(t, v128.and(x, i32x4.splat(0x80000000)));
}

/** 1 / (1 + e⁻ˣ), by e^−|x| on both sides, so that small values keep their relative accuracy. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  return sigmoidBy(x, exp4(f32x4.neg(f32x4.abs(x))));
}

/** The same, given e = e^−|x|. */
// @ts-ignore: decorator
@inline
export function sigmoidBy(x: v128, e: v128): v128 {
  const above = f32x4.div(all(1.0), f32x4.add(all(1.0), e));
  return v128.bitselect(f32x4.mul(e, above), above, i32x4.shr_s(x, 31));
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|). */
// @ts-ignore: decorator
@inline
export function softplus4(x: v128): v128 {
  return softplusBy(x, exp4(f32x4.neg(f32x4.abs(x))));
}

/** The same, given e = e^−|x|. */
// @ts-ignore: decorator
@inline
export function softplusBy(x: v128, e: v128): v128 {
  // ln(1 + e) = 2 artanh s, s = e / (2 + e) ≤ 1/3: no range to reduce.
  const s = f32x4.div(e, f32x4.add(e, all(2.0)));
  const q = f32x4.mul(s, s);
  let p = f32x4.add(f32x4.mul(all(0.26883628964424133), q), all(0.28234222531318665));
  p = f32x4.add(f32x4.mul(p, q), all(0.40007472038269043));
  p = f32x4.add(f32x4.mul(p, q), all(0.6666664481163025));
  const log1p = f32x4.add(f32x4.mul(f32x4.mul(p, q), s), f32x4.add(s, s));
  return f32x4.add(f32x4.pmax(x, all(0.0)), log1p);
}

// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  // Denormals are scaled into the normal range first.
  const tiny = f32x4.lt(x, all(1.1754943508222875e-38));
  const y = v128.bitselect(f32x4.mul(x, all(8388608.0)), x, tiny);
  const exponent = i32x4.shr_s(i32x4.sub(y, i32x4.splat(0x3f3504f3)), 23);
  const n = f32x4.convert_i32x4_s(i32x4.sub(exponent, v128.and(tiny, i32x4.splat(23))));
  // y = (1 + f) 2ⁿ with √½ ≤ 1 + f < √2; ln(1 + f) = f − f²/2 + s (f²/2 + R), s = f / (2 + f).
  const f = f32x4.sub(i32x4.sub(y, i32x4.shl(exponent, 23)), all(1.0));
  const s = f32x4.div(f, f32x4.add(f, all(2.0)));
  const q = f32x4.mul(s, s);
  let p = f32x4.add(f32x4.mul(all(0.29605546593666077), q), all(0.3998820185661316));
  p = f32x4.mul(f32x4.add(f32x4.mul(p, q), all(0.6666668653488159)), q);
  const square = f32x4.mul(all(0.5), f32x4.mul(f, f));
  const low = f32x4.sub(f32x4.mul(s, f32x4.add(square, p)), f32x4.mul(n, all(2.12194440e-4)));
  const sum = f32x4.sub(f, f32x4.sub(square, low));
  const normal = f32x4.add(sum, f32x4.mul(n, all(0.693359375)));
  // Infinity stays; below zero and NaN give NaN; zero gives minus infinity.
  const infinite = f32x4.eq(x, all(Infinity));
  const finite = v128.bitselect(x, normal, infinite);
  const nonnegative = v128.bitselect(finite, all(NaN), f32x4.ge(x, all(0.0)));
  return v128.bitselect(all(-Infinity), nonnegative, f32x4.eq(x, all(0.0)));
}

/** max(x, 0): pmax keeps a NaN, the sum makes −0 a +0; together quicker than f32x4.max. */
// @ts-ignore: decorator
@inline
export function relu4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0.0)), f32x4.splat(0.0));
}
