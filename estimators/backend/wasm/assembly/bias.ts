/**
 * What follows the product in a dense layer: bias and activation, and backwards the activation's gradient
 * together with the bias gradient, one pass each.
 */
import { relu4, tanh4 } from "./math";

const enum Activation {
  linear,
  tanh,
  relu,
}

/** out = act(x + bias); out may be x. [rows, cols], [cols]. */
export function biasActivation(
  x: usize,
  bias: usize,
  out: usize,
  rows: i32,
  cols: i32,
  activation: i32,
): void {
  if (activation === Activation.tanh) forward(Activation.tanh, x, bias, out, rows, cols);
  else if (activation === Activation.relu) forward(Activation.relu, x, bias, out, rows, cols);
  else forward(Activation.linear, x, bias, out, rows, cols);
}

/** dz = dy act′, by y = act(z), and bias gradient = its column sums. dz may be zero: sums only. */
export function activationGradient(
  dy: usize,
  y: usize,
  dz: usize,
  dBias: usize,
  rows: i32,
  cols: i32,
  activation: i32,
): void {
  if (activation === Activation.tanh) backward(Activation.tanh, dy, y, dz, dBias, rows, cols);
  else if (activation === Activation.relu) backward(Activation.relu, dy, y, dz, dBias, rows, cols);
  else backward(Activation.linear, dy, y, dz, dBias, rows, cols);
}

// @ts-ignore: decorator
@inline
function activate(activation: i32, z: v128): v128 {
  if (activation === Activation.tanh) return tanh4(z);
  if (activation === Activation.relu) return relu4(z);
  return z;
}

// @ts-ignore: decorator
@inline
function forward(activation: i32, x: usize, bias: usize, out: usize, rows: i32, cols: i32): void {
  const bytes = <usize> cols << 2;
  for (let row = 0; row < rows; row++) {
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      v128.store(out + i, activate(activation, f32x4.add(v128.load(x + i), v128.load(bias + i))));
    }
    for (; i < bytes; i += 4) {
      const z = f32x4.add(v128.load32_splat(x + i), v128.load32_splat(bias + i));
      v128.store_lane<f32>(out + i, activate(activation, z), 0);
    }
    x += bytes;
    out += bytes;
  }
}

// @ts-ignore: decorator
@inline
function gradient(activation: i32, dy: v128, y: v128): v128 {
  const one = f32x4.splat(1.0);
  if (activation === Activation.tanh) {
    return f32x4.mul(dy, f32x4.mul(f32x4.sub(one, y), f32x4.add(one, y)));
  }
  if (activation === Activation.relu) return v128.and(dy, f32x4.gt(y, f32x4.splat(0.0)));
  return dy;
}

// 128 rows at a time: their part of a few columns stays in the first-level cache, and sums of that length
// keep the rounding error of a long column small.
// @ts-ignore: decorator
@inline
function backward(activation: i32, dy: usize, y: usize, dz: usize, dBias: usize, rows: i32, cols: i32): void {
  const bytes = <usize> cols << 2;
  memory.fill(dBias, 0, bytes);
  for (let row = 0; row < rows; row += 128) {
    const end = <usize> min(128, rows - row) * bytes;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      let sum = f32x4.splat(0.0);
      for (let j = i; j < end; j += bytes) {
        const d = gradient(activation, v128.load(dy + j), v128.load(y + j));
        if (dz) v128.store(dz + j, d);
        sum = f32x4.add(sum, d);
      }
      v128.store(dBias + i, f32x4.add(v128.load(dBias + i), sum));
    }
    for (; i < bytes; i += 4) {
      let sum = f32x4.splat(0.0);
      for (let j = i; j < end; j += bytes) {
        const d = gradient(activation, v128.load32_splat(dy + j), v128.load32_splat(y + j));
        if (dz) v128.store_lane<f32>(dz + j, d, 0);
        sum = f32x4.add(sum, d);
      }
      v128.store_lane<f32>(dBias + i, f32x4.add(v128.load32_splat(dBias + i), sum), 0);
    }
    dy += end;
    y += end;
    if (dz) dz += end;
  }
}
