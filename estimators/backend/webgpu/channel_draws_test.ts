import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { testOnWebgpu } from "../../testing/backends.ts";
import { GRAM_TOLERANCE, pairOf } from "../ops/gram/channels.ts";
import { portableGram } from "../ops/gram/gram.ts";
import { drawChannelsOnDevice } from "./channel_draws.ts";

/** Largest |a − b|, in units of the largest |b|. */
function miss(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const size = Math.max(...Array.from(b, Math.abs));
  return Math.max(...Array.from(b, (value, i) => Math.abs(value - a[i]!))) / size;
}

const CHANNELS = 2;

/** Two examples with P patches of n values; in the second the last patch is dark and one repeats the first. */
function problem(positions: number, inner: number) {
  const x = tf.randomNormal([1, positions, inner], 0, 1, "float32", 3);
  const first = tf.slice(x, [0, 0, 0], [1, 1, inner]);
  const other = tf.concat([
    tf.slice(x, [0, 0, 0], [1, positions - 2, inner]),
    first,
    tf.zerosLike(first),
  ], 1);
  const variance = tf.randomUniform<tf.Rank.R2>([inner, CHANNELS], 0.5, 2, "float32", 4);
  return portableGram(tf.concat([x, other]) as tf.Tensor3D, variance);
}

/** G times vectors [B, P, O], in float64. */
function times(gram: ArrayLike<number>, vectors: ArrayLike<number>, positions: number): number[] {
  const pairs = positions * (positions + 1) / 2;
  return Array.from(vectors, (_, at) => {
    const [o, p, b] = [
      at % CHANNELS,
      Math.floor(at / CHANNELS) % positions,
      Math.floor(at / CHANNELS / positions),
    ];
    let sum = 0;
    for (let q = 0; q < positions; q++) {
      sum += gram[(b * pairs + pairOf(p, q)) * CHANNELS + o]! * vectors[(b * positions + q) * CHANNELS + o]!;
    }
    return sum;
  });
}

for (const [positions, inner] of [[5, 9], [6, 3], [64, 80]] as const) {
  await testOnWebgpu(
    `${positions} patches of ${inner} values: z = L η and G β = z, and β from z`,
    async () => {
      const gram = problem(positions, inner);
      const shape: [number, number, number] = [2, positions, CHANNELS];
      const settings = { gram, tolerance: GRAM_TOLERANCE };
      const noise = tf.randomNormal(shape, 0, 1, "float32", 5) as tf.Tensor3D;
      const [z, beta] = drawChannelsOnDevice({ ...settings, given: noise, deviation: false });
      const [same, again] = drawChannelsOnDevice({ ...settings, given: z, deviation: true });
      const matrices = await gram.data();
      const [drawn, solved] = [await z.data(), await beta.data()];
      assert.ok(miss(times(matrices, solved, positions), drawn) < 1e-3);
      assert.deepEqual(await same.data(), drawn);
      assert.ok(miss(times(matrices, await again.data(), positions), drawn) < 1e-3);
    },
  );
}

await testOnWebgpu("L Lᵀ = G: unit vectors in place of noise give its columns", async () => {
  const positions = 5;
  const gram = problem(positions, 9);
  const sums = new Float64Array(2 * positions * positions * CHANNELS);
  for (let unit = 0; unit < positions; unit++) {
    const given = tf.tile(tf.reshape(tf.oneHot(tf.tensor1d([unit], "int32"), positions), [1, positions, 1]), [
      2,
      1,
      CHANNELS,
    ]) as tf.Tensor3D;
    const [z] = drawChannelsOnDevice({
      gram,
      given: tf.cast(given, "float32"),
      deviation: false,
      tolerance: GRAM_TOLERANCE,
    });
    const products = tf.mul(tf.expandDims(z, 2), tf.expandDims(z, 1));
    (await products.data()).forEach((value, at) => sums[at] = sums[at]! + value);
  }
  const wanted = Float64Array.from(sums);
  const values = await gram.data();
  wanted.forEach((_, at) => {
    const [o, q, p] = [
      at % CHANNELS,
      Math.floor(at / CHANNELS) % positions,
      Math.floor(at / CHANNELS / positions) % positions,
    ];
    const b = Math.floor(at / CHANNELS / positions ** 2);
    wanted[at] = values[(b * 15 + pairOf(p, q)) * CHANNELS + o]!;
  });
  assert.ok(miss(sums, wanted) < 1e-5, `${miss(sums, wanted)}`);
});
