/**
 * Gaussian weights in training: one pass forwards and one backwards over means and log-scales.
 */
import {
  all,
  EXP_2,
  EXP_3,
  EXP_4,
  EXP_5,
  EXP_6,
  EXP_7,
  EXP_8,
  EXP_9,
  EXP_10,
  EXP_11,
  exp4,
  exp4Normal,
} from "./math";

/**
 * variance = e^(2 logScale), and into `total` the sum Σ_j ((mean² + variance) precision − logScale + constant),
 * precision = 1 / (2 prior²), added as rows.ts adds.
 */
export function varianceAndKl(
  mean: usize,
  logScale: usize,
  variance: usize,
  total: usize,
  count: i32,
  precision: f32,
  constant: f64,
): void {
  const bytes = <usize> count << 2;
  const vectors = bytes & ~15;
  const p = f32x4.splat(precision);
  const log2e = all(EXP_2);
  const rounder = all(EXP_3);
  const high = all(EXP_4);
  const low = all(EXP_5);
  const p4 = all(EXP_6);
  const p3 = all(EXP_7);
  const p2 = all(EXP_8);
  const p1 = all(EXP_9);
  const half = all(EXP_10);
  const one = all(EXP_11);
  const limit = all(87.0);
  let sums = f64x2.splat(0.0);
  let i: usize = 0;
  while (i < vectors) {
    const start = i;
    const end = min(vectors, i + 512);
    let part = f32x4.splat(0.0);
    let largest = f32x4.splat(0.0);
    for (; i + 32 <= end; i += 32) {
      const l0 = v128.load(logScale + i);
      const l1 = v128.load(logScale + i, 16);
      const x0 = f32x4.add(l0, l0);
      const x1 = f32x4.add(l1, l1);
      const v0 = exp4Normal(x0, log2e, rounder, high, low, p4, p3, p2, p1, half, one);
      const v1 = exp4Normal(x1, log2e, rounder, high, low, p4, p3, p2, p1, half, one);
      v128.store(variance + i, v0);
      v128.store(variance + i, v1, 16);
      largest = f32x4.pmax(f32x4.pmax(largest, f32x4.abs(x0)), f32x4.abs(x1));
      part = f32x4.add(part, term(v128.load(mean + i), l0, v0, p));
      part = f32x4.add(part, term(v128.load(mean + i, 16), l1, v1, p));
    }
    // Scales beyond all reason are done again, with their overflow and their denormals.
    if (v128.any_true(f32x4.gt(largest, limit))) {
      i = start;
      part = f32x4.splat(0.0);
    }
    for (; i < end; i += 16) {
      const l = v128.load(logScale + i);
      const v = exp4(f32x4.add(l, l));
      v128.store(variance + i, v);
      part = f32x4.add(part, term(v128.load(mean + i), l, v, p));
    }
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(part));
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(v128.shuffle<i64>(part, part, 1, 1)));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1) + constant * f64(count);
  for (; i < bytes; i += 4) {
    const l = v128.load32_splat(logScale + i);
    const v = exp4(f32x4.add(l, l));
    v128.store_lane<f32>(variance + i, v, 0);
    sum += f64(f32x4.extract_lane(term(v128.load32_splat(mean + i), l, v, p), 0));
  }
  store<f32>(total, f32(sum));
}

// @ts-ignore: decorator
@inline
function term(mean: v128, logScale: v128, variance: v128, precision: v128): v128 {
  const squares = f32x4.add(f32x4.mul(mean, mean), variance);
  return f32x4.sub(f32x4.mul(squares, precision), logScale);
}

/**
 * Adam in place on means and log-scales, from the loss's gradients by mean and by variance, and the
 * divergence's share: its gradients are `pull` mean and `pull` variance − `weight`, pull = weight / prior².
 * `rate` and `correction` as in `adam`.
 */
export function gaussianAdam(
  mean: usize,
  meanFirst: usize,
  meanSecond: usize,
  dMean: usize,
  logScale: usize,
  scaleFirst: usize,
  scaleSecond: usize,
  dVariance: usize,
  variance: usize,
  count: i32,
  weight: f32,
  pull: f32,
  beta1: f32,
  beta2: f32,
  rate: f32,
  correction: f32,
  epsilon: f32,
): void {
  const bytes = <usize> count << 2;
  const w = f32x4.splat(weight);
  const p = f32x4.splat(pull);
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const a1 = f32x4.splat(1.0 - beta1);
  const a2 = f32x4.splat(1.0 - beta2);
  const r = f32x4.splat(rate);
  const c = f32x4.splat(correction);
  const e = f32x4.splat(epsilon);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const x = v128.load(mean + i);
    const byMean = f32x4.add(v128.load(dMean + i), f32x4.mul(p, x));
    const m = first(b1, v128.load(meanFirst + i), a1, byMean);
    const v = second(b2, v128.load(meanSecond + i), a2, byMean);
    v128.store(meanFirst + i, m);
    v128.store(meanSecond + i, v);
    v128.store(mean + i, f32x4.sub(x, step(r, m, c, v, e)));
    const byScale = scaleGradient(v128.load(dVariance + i), v128.load(variance + i), p, w);
    const n = first(b1, v128.load(scaleFirst + i), a1, byScale);
    const u = second(b2, v128.load(scaleSecond + i), a2, byScale);
    v128.store(scaleFirst + i, n);
    v128.store(scaleSecond + i, u);
    v128.store(logScale + i, f32x4.sub(v128.load(logScale + i), step(r, n, c, u, e)));
  }
  for (; i < bytes; i += 4) {
    const x = v128.load32_splat(mean + i);
    const byMean = f32x4.add(v128.load32_splat(dMean + i), f32x4.mul(p, x));
    const m = first(b1, v128.load32_splat(meanFirst + i), a1, byMean);
    const v = second(b2, v128.load32_splat(meanSecond + i), a2, byMean);
    v128.store_lane<f32>(meanFirst + i, m, 0);
    v128.store_lane<f32>(meanSecond + i, v, 0);
    v128.store_lane<f32>(mean + i, f32x4.sub(x, step(r, m, c, v, e)), 0);
    const byScale = scaleGradient(v128.load32_splat(dVariance + i), v128.load32_splat(variance + i), p, w);
    const n = first(b1, v128.load32_splat(scaleFirst + i), a1, byScale);
    const u = second(b2, v128.load32_splat(scaleSecond + i), a2, byScale);
    v128.store_lane<f32>(scaleFirst + i, n, 0);
    v128.store_lane<f32>(scaleSecond + i, u, 0);
    v128.store_lane<f32>(logScale + i, f32x4.sub(v128.load32_splat(logScale + i), step(r, n, c, u, e)), 0);
  }
}

/** variance (2 dVariance + pull) − weight. */
// @ts-ignore: decorator
@inline
function scaleGradient(dVariance: v128, variance: v128, pull: v128, weight: v128): v128 {
  return f32x4.sub(f32x4.mul(variance, f32x4.add(f32x4.add(dVariance, dVariance), pull)), weight);
}

// @ts-ignore: decorator
@inline
function first(beta: v128, moment: v128, rest: v128, gradient: v128): v128 {
  return f32x4.add(f32x4.mul(beta, moment), f32x4.mul(rest, gradient));
}

// @ts-ignore: decorator
@inline
function second(beta: v128, moment: v128, rest: v128, gradient: v128): v128 {
  return f32x4.add(f32x4.mul(beta, moment), f32x4.mul(rest, f32x4.mul(gradient, gradient)));
}

// @ts-ignore: decorator
@inline
function step(rate: v128, m: v128, correction: v128, v: v128, epsilon: v128): v128 {
  return f32x4.div(f32x4.mul(rate, m), f32x4.add(f32x4.sqrt(f32x4.mul(correction, v)), epsilon));
}
