/**
 * The log-likelihood of Bernoulli variables together with its gradient by their logits: both need e^−|logit|.
 */
import {
  all,
  EXP_0,
  EXP_1,
  EXP_10,
  EXP_11,
  EXP_2,
  EXP_3,
  EXP_4,
  EXP_5,
  EXP_6,
  EXP_7,
  EXP_8,
  EXP_9,
  exp4By,
  sigmoidBy,
  softplusBy,
} from "./math";

/**
 * Σ_j target logit − ln(1 + e^logit), added as rows.ts adds, and the residuals target − sigmoid(logit).
 * [rows, cols] -> [rows], [rows, cols].
 */
export function bernoulliResiduals(
  logits: usize,
  targets: usize,
  out: usize,
  residuals: usize,
  rows: i32,
  cols: i32,
): void {
  const most = all(EXP_0);
  const least = all(EXP_1);
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
  const bytes = <usize> cols << 2;
  const vectors = bytes & ~15;
  for (let row = 0; row < rows; row++) {
    let total = f64x2.splat(0.0);
    let i: usize = 0;
    while (i < vectors) {
      const end = min(vectors, i + 512);
      let part = f32x4.splat(0.0);
      for (; i < end; i += 16) {
        const l = v128.load(logits + i);
        const t = v128.load(targets + i);
        const x = f32x4.neg(f32x4.abs(l));
        const e = exp4By(x, most, least, log2e, rounder, high, low, p4, p3, p2, p1, half, one);
        part = f32x4.add(part, f32x4.sub(f32x4.mul(l, t), softplusBy(l, e)));
        v128.store(residuals + i, f32x4.sub(t, sigmoidBy(l, e)));
      }
      total = f64x2.add(total, f64x2.promote_low_f32x4(part));
      total = f64x2.add(total, f64x2.promote_low_f32x4(v128.shuffle<i64>(part, part, 1, 1)));
    }
    let sum = f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
    for (; i < bytes; i += 4) {
      const l = v128.load32_splat(logits + i);
      const t = v128.load32_splat(targets + i);
      const x = f32x4.neg(f32x4.abs(l));
      const e = exp4By(x, most, least, log2e, rounder, high, low, p4, p3, p2, p1, half, one);
      sum += f64(f32x4.extract_lane(f32x4.sub(f32x4.mul(l, t), softplusBy(l, e)), 0));
      v128.store_lane<f32>(residuals + i, f32x4.sub(t, sigmoidBy(l, e)), 0);
    }
    store<f32>(out, f32(sum));
    out += 4;
    logits += bytes;
    targets += bytes;
    residuals += bytes;
  }
}

/** Rows of x times a number each: [rows], [rows, cols] -> [rows, cols]. `out` may be x. */
export function scaleRows(scale: usize, x: usize, out: usize, rows: i32, cols: i32): void {
  const bytes = <usize> cols << 2;
  for (let row = 0; row < rows; row++) {
    const s = v128.load32_splat(scale + (<usize> row << 2));
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(out + i, f32x4.mul(s, v128.load(x + i)));
    for (; i < bytes; i += 4) v128.store_lane<f32>(out + i, f32x4.mul(s, v128.load32_splat(x + i)), 0);
    x += bytes;
    out += bytes;
  }
}
