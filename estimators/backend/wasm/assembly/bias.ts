/**
 * What follows the product in a dense layer: bias and activation, and backwards the activation's gradient
 * together with the bias gradient, one pass each.
 */
import {
  all,
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
  relu4,
  tanh4By,
} from "./math";

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
function forward(activation: i32, x: usize, bias: usize, out: usize, rows: i32, cols: i32): void {
  if (activation === Activation.tanh) return forwardTanh(x, bias, out, rows, cols);
  const bytes = <usize> cols << 2;
  for (let row = 0; row < rows; row++) {
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const z = f32x4.add(v128.load(x + i), v128.load(bias + i));
      v128.store(out + i, activation === Activation.relu ? relu4(z) : z);
    }
    for (; i < bytes; i += 4) {
      const z = f32x4.add(v128.load32_splat(x + i), v128.load32_splat(bias + i));
      v128.store_lane<f32>(out + i, activation === Activation.relu ? relu4(z) : z, 0);
    }
    x += bytes;
    out += bytes;
  }
}

function forwardTanh(x: usize, bias: usize, out: usize, rows: i32, cols: i32): void {
  const most = all(20.0);
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
  const two = all(2.0);
  const bytes = <usize> cols << 2;
  for (let row = 0; row < rows; row++) {
    let i: usize = 0;
    for (; i + 32 <= bytes; i += 32) {
      const z0 = f32x4.add(v128.load(x + i), v128.load(bias + i));
      const z1 = f32x4.add(v128.load(x + i, 16), v128.load(bias + i, 16));
      const y0 = tanh4By(z0, most, log2e, rounder, high, low, p4, p3, p2, p1, half, one, two);
      const y1 = tanh4By(z1, most, log2e, rounder, high, low, p4, p3, p2, p1, half, one, two);
      v128.store(out + i, y0);
      v128.store(out + i, y1, 16);
    }
    for (; i < bytes; i += 4) {
      const z = f32x4.add(v128.load32_splat(x + i), v128.load32_splat(bias + i));
      v128.store_lane<f32>(out + i, tanh4By(z, most, log2e, rounder, high, low, p4, p3, p2, p1, half, one, two), 0);
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
    // Four sums side by side: one alone waits for its last addition.
    for (; i + 64 <= bytes; i += 64) {
      let sum0 = f32x4.splat(0.0);
      let sum1 = f32x4.splat(0.0);
      let sum2 = f32x4.splat(0.0);
      let sum3 = f32x4.splat(0.0);
      for (let j = i; j < end; j += bytes) {
        const d0 = gradient(activation, v128.load(dy + j), v128.load(y + j));
        const d1 = gradient(activation, v128.load(dy + j, 16), v128.load(y + j, 16));
        const d2 = gradient(activation, v128.load(dy + j, 32), v128.load(y + j, 32));
        const d3 = gradient(activation, v128.load(dy + j, 48), v128.load(y + j, 48));
        if (dz) {
          v128.store(dz + j, d0);
          v128.store(dz + j, d1, 16);
          v128.store(dz + j, d2, 32);
          v128.store(dz + j, d3, 48);
        }
        sum0 = f32x4.add(sum0, d0);
        sum1 = f32x4.add(sum1, d1);
        sum2 = f32x4.add(sum2, d2);
        sum3 = f32x4.add(sum3, d3);
      }
      v128.store(dBias + i, f32x4.add(v128.load(dBias + i), sum0));
      v128.store(dBias + i, f32x4.add(v128.load(dBias + i, 16), sum1), 16);
      v128.store(dBias + i, f32x4.add(v128.load(dBias + i, 32), sum2), 32);
      v128.store(dBias + i, f32x4.add(v128.load(dBias + i, 48), sum3), 48);
    }
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
