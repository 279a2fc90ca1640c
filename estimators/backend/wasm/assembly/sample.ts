/**
 * Gaussians by mean and variance, and the gradients of their roots: 1 / √0 counts as 0, for what is certain has
 * no noise to pass on.
 */

// @ts-ignore: decorator
@inline
function inverse(root: v128): v128 {
  return v128.and(f32x4.div(f32x4.splat(1.0), root), f32x4.ne(root, f32x4.splat(0.0)));
}

// @ts-ignore: decorator
@inline
function draw(mean: v128, variance: v128, noise: v128, conditioned: bool): v128 {
  const root = f32x4.sqrt(variance);
  const deviation = conditioned ? f32x4.mul(f32x4.mul(noise, inverse(root)), variance) : f32x4.mul(root, noise);
  return f32x4.add(mean, deviation);
}

// @ts-ignore: decorator
@inline
function byVariance(dy: v128, variance: v128, noise: v128, conditioned: bool): v128 {
  const over = inverse(f32x4.sqrt(variance));
  const half = f32x4.splat(0.5);
  return conditioned
    ? f32x4.mul(f32x4.mul(half, dy), f32x4.mul(noise, over))
    : f32x4.mul(f32x4.mul(dy, noise), f32x4.mul(half, over));
}

/** mean + √variance noise; where `conditioned`, as β variance with β = noise / √variance. `out` may be an operand. */
export function gaussianSample(
  mean: usize,
  variance: usize,
  noise: usize,
  out: usize,
  count: i32,
  conditioned: bool,
): void {
  const bytes = <usize> count << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const y = draw(v128.load(mean + i), v128.load(variance + i), v128.load(noise + i), conditioned);
    v128.store(out + i, y);
  }
  for (; i < bytes; i += 4) {
    const m = v128.load32_splat(mean + i);
    const y = draw(m, v128.load32_splat(variance + i), v128.load32_splat(noise + i), conditioned);
    v128.store_lane<f32>(out + i, y, 0);
  }
}

/** The variance's gradient dy noise / (2 √variance); where `conditioned`, ½ dy β. `out` may be an operand. */
export function gaussianSampleGradient(
  dy: usize,
  variance: usize,
  noise: usize,
  out: usize,
  count: i32,
  conditioned: bool,
): void {
  const bytes = <usize> count << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const d = byVariance(v128.load(dy + i), v128.load(variance + i), v128.load(noise + i), conditioned);
    v128.store(out + i, d);
  }
  for (; i < bytes; i += 4) {
    const a = v128.load32_splat(dy + i);
    const d = byVariance(a, v128.load32_splat(variance + i), v128.load32_splat(noise + i), conditioned);
    v128.store_lane<f32>(out + i, d, 0);
  }
}

/** dy / (2 root). `out` may be an operand. */
export function rootGradient(dy: usize, root: usize, out: usize, count: i32): void {
  const bytes = <usize> count << 2;
  const half = f32x4.splat(0.5);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(out + i, f32x4.mul(v128.load(dy + i), f32x4.mul(half, inverse(v128.load(root + i)))));
  }
  for (; i < bytes; i += 4) {
    const over = f32x4.mul(half, inverse(v128.load32_splat(root + i)));
    v128.store_lane<f32>(out + i, f32x4.mul(v128.load32_splat(dy + i), over), 0);
  }
}
