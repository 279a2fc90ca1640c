import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { normals } from "../../streams/streams.ts";
import { on, SETUPS, testOperations } from "../testing.ts";
import { gaussianSample, portableSample } from "./gaussian_sample.ts";

const NOISE = normals({ k0: 9, k1: 0 }, 40);

testOperations([[3], [4], [5, 7]].flatMap((shape) =>
  [false, true].map((conditioned) => ({
    name: `gaussianSample [${shape}]${conditioned ? ", conditioned" : ""}`,
    shapes: { mean: shape, logVariance: shape },
    apply: ({ mean, logVariance }: Record<string, tf.Tensor>) =>
      tf.tidy(() => {
        const noise = tf.tensor(NOISE.subarray(0, mean!.size), shape);
        return gaussianSample(mean!, tf.exp(logVariance!), { noise, conditioned });
      }),
    exact: ({ mean, logVariance }: Record<string, Float64Array>) =>
      Array.from(mean!, (value, i) => value + Math.exp(logVariance![i]! / 2) * NOISE[i]!),
  }))
));

const VARIANCES = [0, 1e-45, 1e-30, 0.3, 2, 1e30, Infinity, NaN, -1, 0.7, 0];

for (const conditioned of [false, true]) {
  Deno.test(`the kernel has the bits of separate operations${conditioned ? ", conditioned" : ""}`, () =>
    on(SETUPS[1]!, () =>
      tf.tidy(() => {
        const size = VARIANCES.length;
        const variance = tf.tensor1d(VARIANCES);
        const [mean, noise, dy] = [1, 2, 3].map((k0) => tf.tensor1d(normals({ k0, k1: 0 }, size)));
        const fused = (v: tf.Tensor) => gaussianSample(mean!, v, { noise: noise!, conditioned });
        const apart = (v: tf.Tensor) =>
          portableSample({ mean: mean!, variance: v, noise: noise! }, { conditioned });
        assert.deepEqual(fused(variance).dataSync(), apart(variance).dataSync());
        const gradients = [fused, apart].map((compute) => tf.grad(compute)(variance, dy!).dataSync());
        assert.deepEqual(gradients[0], gradients[1]);
        assert.deepEqual([gradients[0]![0], gradients[0]!.at(-1)], [0, 0], "nothing is passed on to a zero");
      })));
}
