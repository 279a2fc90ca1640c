import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { normals } from "../../streams/streams.ts";
import { close, on, SETUPS } from "../testing.ts";
import { gaussianAdamUpdate, type Moving } from "./gaussian_adam.ts";

const OPTIONS = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weight: 0.25,
  priorScale: 0.7,
};
const SIZE = 38; // vectors and a rest

/** A variable with its moments, in tf and in float64. */
function moving(start: Float32Array): { parts: Moving; exact: Record<"p" | "m" | "v", Float64Array> } {
  const [variable, m, v] = tf.tidy(() =>
    [tf.tensor(start), tf.zeros([SIZE]), tf.zeros([SIZE])].map((values) => tf.variable(values))
  ) as [tf.Variable, tf.Variable, tf.Variable];
  const exact = { p: Float64Array.from(start), m: new Float64Array(SIZE), v: new Float64Array(SIZE) };
  return { parts: { variable, m, v }, exact };
}

function exactStep({ p, m, v }: Record<"p" | "m" | "v", Float64Array>, gradient: number[], step: number) {
  gradient.forEach((g, i) => {
    m[i] = 0.9 * m[i]! + 0.1 * g;
    v[i] = 0.999 * v[i]! + 0.001 * g ** 2;
    p[i]! -= 0.01 * m[i]! / (1 - 0.9 ** step) / (Math.sqrt(v[i]! / (1 - 0.999 ** step)) + 1e-8);
  });
}

for (const setup of SETUPS) {
  Deno.test(`Gaussian weights take Adam's steps by loss and divergence, ${setup.label}`, () =>
    on(setup, () => {
      const mean = moving(normals({ k0: 1, k1: 0 }, SIZE));
      const logScale = moving(normals({ k0: 2, k1: 0 }, SIZE));
      for (let step = 1; step <= 3; step++) {
        const [dMean, dVariance] = [3, 4].map((k0) => normals({ k0, k1: step }, SIZE));
        const variance = Float32Array.from(logScale.exact.p, (value) => Math.exp(2 * value));
        const [byMean, byVariance, given] = [dMean!, dVariance!, variance].map((values) => tf.tensor(values));
        gaussianAdamUpdate(
          { mean: mean.parts, logScale: logScale.parts },
          { byMean: byMean!, byVariance: byVariance!, variance: given! },
          { ...OPTIONS, step },
        );
        const { weight, priorScale } = OPTIONS;
        const byExactMean = [...mean.exact.p].map((value, i) =>
          dMean![i]! + weight * value / priorScale ** 2
        );
        const byLogScale = [...variance].map((value, i) =>
          2 * value * dVariance![i]! + weight * (value / priorScale ** 2 - 1)
        );
        exactStep(mean.exact, byExactMean, step);
        exactStep(logScale.exact, byLogScale, step);
        tf.dispose([byMean!, byVariance!, given!]);
      }
      for (const [name, { parts, exact }] of Object.entries({ mean, logScale })) {
        close(parts.variable.dataSync(), [...exact.p], name);
        close(parts.m.dataSync(), [...exact.m], `${name}, first moments`);
        close(parts.v.dataSync(), [...exact.v], `${name}, second moments`);
        tf.dispose({ ...parts } as unknown as tf.TensorContainer);
      }
    }));
}

Deno.test("a tensor that shares a variable's memory stays as it was", () =>
  on(SETUPS[1]!, () => {
    const [mean, logScale] = [moving(normals({ k0: 1, k1: 0 }, SIZE)), moving(new Float32Array(SIZE))];
    const snapshot = mean.parts.variable.clone();
    const before = snapshot.dataSync().slice();
    const ones = tf.ones([SIZE]);
    const parts = { mean: mean.parts, logScale: logScale.parts };
    const gradients = { byMean: ones, byVariance: ones, variance: ones };
    gaussianAdamUpdate(parts, gradients, { ...OPTIONS, step: 1 });
    assert.deepEqual(snapshot.dataSync(), before);
    assert.notDeepEqual(mean.parts.variable.dataSync(), before);
    for (const { variable, m, v } of [mean.parts, logScale.parts]) tf.dispose([variable, m, v]);
    tf.dispose([snapshot, ones]);
  }));
