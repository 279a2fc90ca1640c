import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { normals } from "../../streams/streams.ts";
import { close, on, SETUPS } from "../testing.ts";
import { totalKlToStandardNormal } from "./kl.ts";
import { varianceAndKl } from "./variance_and_kl.ts";

const PRIOR = 0.7;

for (const setup of SETUPS) {
  // A part of a vector, one vector alone, whole sums of 128 and a rest.
  for (const shape of [[3], [4], [5, 7], [2, 150]]) {
    Deno.test(`variances and divergence of [${shape}], ${setup.label}`, () =>
      on(setup, () => {
        const size = tf.util.sizeFromShape(shape);
        const [mean, logScale] = [0, 1].map((k0) => normals({ k0, k1: 0 }, size));
        const [a, b] = [tf.tensor(mean!, shape), tf.tensor(logScale!, shape)];
        const { variance, kl } = varianceAndKl(a, b, PRIOR);
        assert.deepEqual([variance.shape, kl.shape], [shape, []]);
        const exact = Array.from(logScale!, (value) => Math.exp(2 * value));
        close(variance.dataSync(), exact, "variance");
        const terms = exact.map((value, i) =>
          (mean![i]! ** 2 + value) / (2 * PRIOR ** 2) - logScale![i]! + Math.log(PRIOR) - 0.5
        );
        close(kl.dataSync(), [terms.reduce((sum, term) => sum + term)], "divergence");
        const alone = totalKlToStandardNormal(a, b, PRIOR);
        assert.equal(kl.dataSync()[0], alone.dataSync()[0], "the divergence by itself has the same bits");
        tf.dispose([a, b, variance, kl, alone]);
      }));
  }
}

Deno.test("scales of any size have the bits of separate operations", () =>
  on(SETUPS[1]!, () =>
    tf.tidy(() => {
      const odd = [
        -200,
        -60,
        -51.9,
        -45,
        -43.7,
        -43.5,
        -43.4,
        43.4,
        43.5,
        44.3,
        44.4,
        200,
        NaN,
        -Infinity,
        0,
      ];
      // Some in every place of blocks of 128, among plain ones.
      const logScale = tf.tensor1d(
        Array.from({ length: 700 }, (_, i) => i % 43 < 2 ? odd[i % 15]! : -6 + i / 700),
      );
      const { variance } = varianceAndKl(tf.zeros([700]), logScale, PRIOR);
      assert.deepEqual(variance.dataSync(), tf.exp(tf.mul(2, logScale)).dataSync());
      for (const value of odd) {
        const { variance, kl } = varianceAndKl(tf.ones([32]), tf.fill([32], value), PRIOR);
        assert.equal(variance.dataSync()[7], tf.exp(2 * value).dataSync()[0], `ln σ = ${value}`);
        const alone = totalKlToStandardNormal(tf.ones([32]), tf.fill([32], value), PRIOR);
        assert.equal(kl.dataSync()[0], alone.dataSync()[0], `divergence at ln σ = ${value}`);
      }
    })));
