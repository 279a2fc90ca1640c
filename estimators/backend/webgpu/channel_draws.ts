/**
 * Draws from N(0, G) and solutions of G β = z for the Gram matrices of every example and channel, on the device: what
 * `ops/gram/channels.ts` does in float64, here in float32.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { runProgram } from "./program.ts";

/** Shapes: gram [B, P (P + 1) / 2, O], given [B, P, O]. */
export interface DeviceDraw {
  /** Lower triangles. */
  readonly gram: tf.Tensor3D;
  /** Standard normals, or z itself where `deviation` is set. */
  readonly given: tf.Tensor3D;
  readonly deviation: boolean;
  /** Pivots below this share of their diagonal count as zero. */
  readonly tolerance: number;
}

/** z and β of every example and channel. shapes: [B, P, O] */
export function drawChannelsOnDevice(
  { gram, given, deviation, tolerance }: DeviceDraw,
): [deviation: tf.Tensor3D, beta: tf.Tensor3D] {
  const [examples, positions, channels] = given.shape;
  const sizes = { examples, positions, channels, isDeviation: deviation ? 1 : 0 };
  return tf.tidy(() => {
    const order = tf.slice(
      runProgram({
        name: `pivot_order_${tolerance}`,
        inputs: { total: tf.sum(gram, -1) },
        sizes: { examples, positions },
        shape: [examples, positions * positions + positions + 1],
        threads: examples,
        code: PAIR + orderCode(tolerance),
      }),
      [0, positions * positions],
      [examples, positions + 1],
    );
    const drawn = runProgram({
      name: `channel_draws_${tolerance}`,
      inputs: { gram, given, order },
      sizes,
      shape: [examples * channels, positions * positions + 2 * positions],
      threads: examples * channels,
      code: PAIR + drawCode(tolerance),
    });
    return [0, 1].map((part) => {
      const at = positions * (positions + part);
      const own = tf.reshape(tf.slice(drawn, [0, at], [-1, positions]), [examples, channels, positions]);
      return tf.transpose(own, [0, 2, 1]);
    }) as [tf.Tensor3D, tf.Tensor3D];
  });
}

const PAIR = `
  fn pair(p : i32, q : i32) -> i32 {
    let larger = max(p, q);
    return larger * (larger + 1) / 2 + min(p, q);
  }
`;

/**
 * Cholesky with diagonal pivoting of the channels' mean matrix, its diagonal scaled to one: the order, then the rank.
 * Lower triangles only: Mesa's software device ends a thread's loops after 65,535 rounds, and 64 positions take 60,000.
 */
const orderCode = (tolerance: number) => `
  fn main(index : i32) {
    if (index >= uniforms.examples) { return; }
    let n = uniforms.positions;
    let start = index * (n * (n + 1) / 2);
    let work = index * (n * n + n + 1);
    let order = work + n * n;
    for (var i = 0; i < n; i++) {
      result[order + i] = f32(i);
      for (var j = 0; j < n; j++) {
        let scale = sqrt(total[start + pair(i, i)]) * sqrt(total[start + pair(j, j)]);
        result[work + i * n + j] = 0.0;
        if (scale > 0.0) { result[work + i * n + j] = total[start + pair(i, j)] / scale; }
      }
    }
    var rank = n;
    for (var k = 0; k < n; k++) {
      var pivot = k;
      for (var i = k + 1; i < n; i++) {
        if (result[work + i * n + i] > result[work + pivot * n + pivot]) { pivot = i; }
      }
      let value = result[work + pivot * n + pivot];
      if (!(value > ${tolerance})) { rank = k; break; }
      for (var t = k; t < n; t++) {
        // Row and column change places with the pivot's; what lies on both is left for the diagonal.
        if (t == k || t == pivot) { continue; }
        let at = work + max(t, pivot) * n + min(t, pivot);
        let kept = result[work + t * n + k];
        result[work + t * n + k] = result[at];
        result[at] = kept;
      }
      result[work + pivot * n + pivot] = result[work + k * n + k];
      let kept = result[order + k];
      result[order + k] = result[order + pivot];
      result[order + pivot] = kept;
      for (var i = k + 1; i < n; i++) {
        let factor = result[work + i * n + k] / value;
        for (var j = k + 1; j <= i; j++) { result[work + i * n + j] -= factor * result[work + j * n + k]; }
      }
    }
    result[order + n] = f32(rank);
  }
`;

/** L of one channel in that order, then z = L η and β = L⁻ᵀη, or β from z; zero where a pivot is too small. */
const drawCode = (tolerance: number) => `
  fn main(index : i32) {
    if (index >= uniforms.examples * uniforms.channels) { return; }
    let n = uniforms.positions;
    let channels = uniforms.channels;
    let example = index / channels;
    let channel = index % channels;
    let matrix = example * (n * (n + 1) / 2);
    let first = example * (n + 1);
    let rank = i32(order[first + n]);
    let work = index * (n * n + 2 * n);
    let z = work + n * n;
    let beta = z + n;
    for (var i = 0; i < n; i++) {
      let p = i32(order[first + i]);
      for (var j = 0; j < n; j++) {
        var value = 0.0;
        if (j <= i && j < rank) {
          let entry = gram[(matrix + pair(p, i32(order[first + j]))) * channels + channel];
          value = entry;
          for (var t = 0; t < j; t++) { value -= result[work + i * n + t] * result[work + j * n + t]; }
          if (i == j) {
            value = select(0.0, sqrt(max(value, 0.0)), value > ${tolerance} * entry);
          } else {
            let pivot = result[work + j * n + j];
            value = select(0.0, value / pivot, pivot > 0.0);
          }
        }
        result[work + i * n + j] = value;
      }
    }
    // y, in the place of β: standard normals, or L y = z.
    for (var i = 0; i < n; i++) {
      let own = result[work + i * n + i];
      var y = f32(given[(example * n + i32(order[first + i])) * channels + channel]); // tfjs keeps whole numbers that were cast
      result[z + i] = y;
      if (uniforms.isDeviation == 1) {
        for (var t = 0; t < min(i, rank); t++) { y -= result[work + i * n + t] * result[beta + t]; }
        y = y / own;
      }
      result[beta + i] = select(0.0, y, own > 0.0);
    }
    if (uniforms.isDeviation == 0) {
      for (var i = 0; i < n; i++) {
        var sum = 0.0;
        for (var t = 0; t <= min(i, rank - 1); t++) { sum += result[work + i * n + t] * result[beta + t]; }
        result[z + i] = sum;
      }
    }
    for (var i = rank - 1; i >= 0; i--) {
      let own = result[work + i * n + i];
      var x = result[beta + i];
      for (var j = i + 1; j < rank; j++) { x -= result[work + j * n + i] * result[beta + j]; }
      result[beta + i] = select(0.0, x / own, own > 0.0);
    }
    // Back to the positions' own order, through the factor's first row, which nothing needs any more.
    for (var i = 0; i < n; i++) { result[work + i32(order[first + i])] = result[z + i]; }
    for (var i = 0; i < n; i++) { result[z + i] = result[work + i]; }
    for (var i = 0; i < n; i++) { result[work + i32(order[first + i])] = result[beta + i]; }
    for (var i = 0; i < n; i++) { result[beta + i] = result[work + i]; }
  }
`;
