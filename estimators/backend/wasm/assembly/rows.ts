/**
 * Sums over the last axis, and their gradients.
 *
 * A row is added in float32 over at most 128 elements at a time and in float64 beyond, in a fixed order: the
 * sum depends on the row alone. A pointer of zero stands for an array of zeros; a stride of zero repeats one
 * row for all.
 */
import { exp4, sigmoid4, softplus4 } from "./math";

const enum Kind {
  bernoulli,
  kl,
  gaussian,
}

// @ts-ignore: decorator
@inline
function term(kind: i32, a: v128, b: v128, c: v128, parameter: v128): v128 {
  if (kind === Kind.bernoulli) return f32x4.sub(f32x4.mul(a, b), softplus4(a));
  if (kind === Kind.kl) {
    const squares = f32x4.add(f32x4.mul(a, a), exp4(f32x4.add(b, b)));
    return f32x4.sub(f32x4.mul(squares, parameter), b);
  }
  const u = f32x4.mul(f32x4.sub(a, b), exp4(f32x4.neg(c)));
  return f32x4.sub(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(u, u)), c);
}

// @ts-ignore: decorator
@inline
function at(array: usize, i: usize): v128 {
  return array ? v128.load(array + i) : f32x4.splat(0.0);
}

// @ts-ignore: decorator
@inline
function oneAt(array: usize, i: usize): v128 {
  return array ? v128.load32_splat(array + i) : f32x4.splat(0.0);
}

// @ts-ignore: decorator
@inline
function sums(
  kind: i32,
  a: usize,
  b: usize,
  bStride: usize,
  c: usize,
  cStride: usize,
  out: usize,
  rows: i32,
  cols: i32,
  parameter: f32,
  constant: f64,
): void {
  const bytes = <usize> cols << 2;
  const vectors = bytes & ~15;
  const p = f32x4.splat(parameter);
  for (let row = 0; row < rows; row++) {
    let total = f64x2.splat(0.0);
    let i: usize = 0;
    while (i < vectors) {
      const end = min(vectors, i + 512);
      let part = f32x4.splat(0.0);
      for (; i < end; i += 16) part = f32x4.add(part, term(kind, v128.load(a + i), at(b, i), at(c, i), p));
      total = f64x2.add(total, f64x2.promote_low_f32x4(part));
      total = f64x2.add(total, f64x2.promote_low_f32x4(v128.shuffle<i64>(part, part, 1, 1)));
    }
    let sum = f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1) + constant * f64(cols);
    for (; i < bytes; i += 4) {
      sum += f64(f32x4.extract_lane(term(kind, v128.load32_splat(a + i), oneAt(b, i), oneAt(c, i), p), 0));
    }
    store<f32>(out, f32(sum));
    out += 4;
    a += bytes;
    b += bStride;
    c += cStride;
  }
}

/** Σ_j target logit − ln(1 + e^logit): log-likelihood of Bernoulli variables. [rows, cols] -> [rows]. */
export function bernoulliRows(logits: usize, targets: usize, out: usize, rows: i32, cols: i32): void {
  sums(Kind.bernoulli, logits, targets, <usize> cols << 2, 0, 0, out, rows, cols, 0.0, 0.0);
}

/** Σ_j ((mean² + e^(2 logScale)) precision − logScale + constant), precision = 1 / (2 prior²). */
export function klRows(
  mean: usize,
  logScale: usize,
  out: usize,
  rows: i32,
  cols: i32,
  precision: f32,
  constant: f64,
): void {
  sums(Kind.kl, mean, logScale, <usize> cols << 2, 0, 0, out, rows, cols, precision, constant);
}

/** Σ_j −u²/2 − logScale + constant, u = (value − mean) / e^logScale: log-density. [rows, cols] -> [rows]. */
export function gaussianRows(
  value: usize,
  mean: usize,
  meanStride: usize,
  logScale: usize,
  logScaleStride: usize,
  out: usize,
  rows: i32,
  cols: i32,
  constant: f64,
): void {
  sums(Kind.gaussian, value, mean, meanStride, logScale, logScaleStride, out, rows, cols, 0.0, constant);
}

/** dy_b (target − sigmoid(logit)). [rows], [rows, cols] -> [rows, cols]. */
export function bernoulliGradient(
  dy: usize,
  logits: usize,
  targets: usize,
  out: usize,
  rows: i32,
  cols: i32,
): void {
  const bytes = <usize> cols << 2;
  for (let row = 0; row < rows; row++) {
    const d = v128.load32_splat(dy + (<usize> row << 2));
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const difference = f32x4.sub(v128.load(targets + i), sigmoid4(v128.load(logits + i)));
      v128.store(out + i, f32x4.mul(d, difference));
    }
    for (; i < bytes; i += 4) {
      const difference = f32x4.sub(v128.load32_splat(targets + i), sigmoid4(v128.load32_splat(logits + i)));
      v128.store_lane<f32>(out + i, f32x4.mul(d, difference), 0);
    }
    logits += bytes;
    targets += bytes;
    out += bytes;
  }
}

/** dMean = 2 precision dy mean; dLogScale = dy (2 precision e^(2 logScale) − 1). */
export function klGradient(
  dy: usize,
  mean: usize,
  logScale: usize,
  dMean: usize,
  dLogScale: usize,
  rows: i32,
  cols: i32,
  precision: f32,
): void {
  const bytes = <usize> cols << 2;
  const p = f32x4.splat(2.0 * precision);
  const one = f32x4.splat(1.0);
  for (let row = 0; row < rows; row++) {
    const d = v128.load32_splat(dy + (<usize> row << 2));
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const l = v128.load(logScale + i);
      v128.store(dMean + i, f32x4.mul(d, f32x4.mul(p, v128.load(mean + i))));
      v128.store(dLogScale + i, f32x4.mul(d, f32x4.sub(f32x4.mul(p, exp4(f32x4.add(l, l))), one)));
    }
    for (; i < bytes; i += 4) {
      const l = v128.load32_splat(logScale + i);
      const m = v128.load32_splat(mean + i);
      v128.store_lane<f32>(dMean + i, f32x4.mul(d, f32x4.mul(p, m)), 0);
      v128.store_lane<f32>(
        dLogScale + i,
        f32x4.mul(d, f32x4.sub(f32x4.mul(p, exp4(f32x4.add(l, l))), one)),
        0,
      );
    }
    mean += bytes;
    logScale += bytes;
    dMean += bytes;
    dLogScale += bytes;
  }
}

/** dMean = dy u / scale, dLogScale = dy (u² − 1), both [rows, cols]; the value's gradient is −dMean. */
export function gaussianGradient(
  dy: usize,
  value: usize,
  mean: usize,
  meanStride: usize,
  logScale: usize,
  logScaleStride: usize,
  dMean: usize,
  dLogScale: usize,
  rows: i32,
  cols: i32,
): void {
  const bytes = <usize> cols << 2;
  const one = f32x4.splat(1.0);
  for (let row = 0; row < rows; row++) {
    const d = v128.load32_splat(dy + (<usize> row << 2));
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const inverse = exp4(f32x4.neg(at(logScale, i)));
      const u = f32x4.mul(f32x4.sub(v128.load(value + i), at(mean, i)), inverse);
      v128.store(dMean + i, f32x4.mul(d, f32x4.mul(u, inverse)));
      v128.store(dLogScale + i, f32x4.mul(d, f32x4.sub(f32x4.mul(u, u), one)));
    }
    for (; i < bytes; i += 4) {
      const inverse = exp4(f32x4.neg(oneAt(logScale, i)));
      const u = f32x4.mul(f32x4.sub(v128.load32_splat(value + i), oneAt(mean, i)), inverse);
      v128.store_lane<f32>(dMean + i, f32x4.mul(d, f32x4.mul(u, inverse)), 0);
      v128.store_lane<f32>(dLogScale + i, f32x4.mul(d, f32x4.sub(f32x4.mul(u, u), one)), 0);
    }
    value += bytes;
    mean += meanStride;
    logScale += logScaleStride;
    dMean += bytes;
    dLogScale += bytes;
  }
}
