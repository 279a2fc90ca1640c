import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { assertClose, testOnBackends, uniforms } from "../../testing.ts";

/** Shapes of a and b before any transposing. */
const SHAPES: readonly (readonly [number[], number[]])[] = [
  [[2, 3], [3, 4]],
  [[5, 2, 3], [3, 4]],
  [[5, 2, 3], [1, 3, 4]],
  [[2, 3], [5, 3, 4]],
  [[5, 2, 3], [5, 3, 4]],
  [[6, 5, 2, 3], [5, 3, 4]],
  [[5, 2, 3], [6, 1, 3, 4]],
];

testOnBackends("gradients of broadcast products are those of the tiled products", {
  body() {
    for (const [plainA, plainB] of SHAPES) {
      for (const [turnA, turnB] of [[false, false], [false, true], [true, false], [true, true]] as const) {
        tf.tidy(() => {
          const a = random(turnA ? swapped(plainA) : plainA, 1);
          const b = random(turnB ? swapped(plainB) : plainB, 2);
          const what = `[${a.shape}] ${turnA} · [${b.shape}] ${turnB}`;
          const batch = batchOf(plainA, plainB);
          const weights = random([...batch, 2, 4], 3);
          const loss = (product: tf.Tensor) => tf.sum(tf.mul(weights, product)) as tf.Scalar;
          const direct = tf.grads((a, b) => loss(tf.matMul(a!, b!, turnA, turnB)))([a, b]);
          // tfjs differentiates the tiling by itself, so the products below do not broadcast.
          const tile = (x: tf.Tensor) => tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
          const tiled = tf.grads((a, b) => loss(tf.matMul(tile(a!), tile(b!), turnA, turnB)))([a, b]);
          direct.forEach((gradient, i) => {
            assert.deepEqual(gradient.shape, [a, b][i]!.shape, what);
            assertClose([gradient.dataSync(), tiled[i]!.dataSync()], { tolerance: 1e-5, what });
          });
        });
      }
    }
  },
});

function batchOf(a: readonly number[], b: readonly number[]): number[] {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  return longer.slice(0, -2).map((extent, axis) => {
    const other = shorter[axis - (longer.length - shorter.length)];
    return other === undefined || other === 1 ? extent : other;
  });
}

function random(shape: readonly number[], seed: number): tf.Tensor {
  return tf.tensor(uniforms(shape.reduce((size, extent) => size * extent, 1), seed), shape as [number]);
}

function swapped(shape: readonly number[]): number[] {
  return [...shape.slice(0, -2), ...shape.slice(-2).reverse()];
}
