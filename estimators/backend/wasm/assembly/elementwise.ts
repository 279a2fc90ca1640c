/**
 * Functions of one or two arrays, element by element. Results may overwrite an argument.
 */
import { exp4, log4, sigmoid4, softplus4, tanh4 } from "./math";

const enum Kind {
  exp,
  log,
  tanh,
  sigmoid,
  softplus,
  tanhGradient,
  reluGradient,
  softplusGradient,
}

// @ts-ignore: decorator
@inline
function value(kind: i32, a: v128, b: v128): v128 {
  if (kind === Kind.exp) return exp4(a);
  if (kind === Kind.log) return log4(a);
  if (kind === Kind.tanh) return tanh4(a);
  if (kind === Kind.sigmoid) return sigmoid4(a);
  if (kind === Kind.softplus) return softplus4(a);
  const one = f32x4.splat(1.0);
  // 1 − y² as a product loses no digits near |y| = 1.
  if (kind === Kind.tanhGradient) {
    return f32x4.mul(a, f32x4.mul(f32x4.sub(one, b), f32x4.add(one, b)));
  }
  if (kind === Kind.reluGradient) return v128.and(a, f32x4.gt(b, f32x4.splat(0.0)));
  return f32x4.mul(a, sigmoid4(b));
}

// Two vectors a turn share the constants, which V8 builds anew every turn.
// @ts-ignore: decorator
@inline
function map(kind: i32, a: usize, b: usize, out: usize, count: i32): void {
  const bytes = <usize> count << 2;
  let i: usize = 0;
  for (; i + 32 <= bytes; i += 32) {
    const first = value(kind, v128.load(a + i), v128.load(b + i));
    const second = value(kind, v128.load(a + i, 16), v128.load(b + i, 16));
    v128.store(out + i, first);
    v128.store(out + i, second, 16);
  }
  for (; i + 16 <= bytes; i += 16) v128.store(out + i, value(kind, v128.load(a + i), v128.load(b + i)));
  // The same vector operations on one element: what a value gives does not depend on where it stands.
  for (; i < bytes; i += 4) {
    const last = value(kind, v128.load32_splat(a + i), v128.load32_splat(b + i));
    v128.store_lane<f32>(out + i, last, 0);
  }
}

/** eˣ. */
export function exp(x: usize, out: usize, count: i32): void {
  map(Kind.exp, x, x, out, count);
}

/** ln x. */
export function log(x: usize, out: usize, count: i32): void {
  map(Kind.log, x, x, out, count);
}

/** tanh x. */
export function tanh(x: usize, out: usize, count: i32): void {
  map(Kind.tanh, x, x, out, count);
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(x: usize, out: usize, count: i32): void {
  map(Kind.sigmoid, x, x, out, count);
}

/** ln(1 + eˣ). */
export function softplus(x: usize, out: usize, count: i32): void {
  map(Kind.softplus, x, x, out, count);
}

/** dy (1 − y²), y the result of tanh. */
export function tanhGradient(dy: usize, y: usize, out: usize, count: i32): void {
  map(Kind.tanhGradient, dy, y, out, count);
}

/** dy where y > 0, else 0; y the argument or the result of relu. */
export function reluGradient(dy: usize, y: usize, out: usize, count: i32): void {
  map(Kind.reluGradient, dy, y, out, count);
}

/** dy / (1 + e⁻ˣ), x the argument of softplus. */
export function softplusGradient(dy: usize, x: usize, out: usize, count: i32): void {
  map(Kind.softplusGradient, dy, x, out, count);
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1) in place. `rate` is the step size over 1 − β1ᵗ, `correction`
 * 1 / (1 − β2ᵗ): p −= rate m / (√(correction v) + epsilon).
 */
export function adam(
  p: usize,
  m: usize,
  v: usize,
  g: usize,
  count: i32,
  beta1: f32,
  beta2: f32,
  rate: f32,
  correction: f32,
  epsilon: f32,
): void {
  const bytes = <usize> count << 2;
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const a1 = f32x4.splat(1.0 - beta1);
  const a2 = f32x4.splat(1.0 - beta2);
  const r = f32x4.splat(rate);
  const c = f32x4.splat(correction);
  const e = f32x4.splat(epsilon);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const gi = v128.load(g + i);
    const mi = f32x4.add(f32x4.mul(b1, v128.load(m + i)), f32x4.mul(a1, gi));
    const vi = f32x4.add(f32x4.mul(b2, v128.load(v + i)), f32x4.mul(a2, f32x4.mul(gi, gi)));
    const step = f32x4.div(f32x4.mul(r, mi), f32x4.add(f32x4.sqrt(f32x4.mul(c, vi)), e));
    v128.store(m + i, mi);
    v128.store(v + i, vi);
    v128.store(p + i, f32x4.sub(v128.load(p + i), step));
  }
  for (; i < bytes; i += 4) {
    const gi = load<f32>(g + i);
    const mi = beta1 * load<f32>(m + i) + (<f32> 1.0 - beta1) * gi;
    const vi = beta2 * load<f32>(v + i) + (<f32> 1.0 - beta2) * (gi * gi);
    store<f32>(m + i, mi);
    store<f32>(v + i, vi);
    store<f32>(p + i, load<f32>(p + i) - rate * mi / (sqrt<f32>(correction * vi) + epsilon));
  }
}
