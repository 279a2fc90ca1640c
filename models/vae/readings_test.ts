import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  foldIn,
  getEstimator,
  type Key,
  key,
  normal,
  uniform,
  useBackend,
  withNoise,
} from "../../estimators/mod.ts";
import { digits } from "../datasets/mod.ts";
import { importanceWeightedBound } from "../generative.ts";
import { blockGradients, parameterGradients } from "../model_gradients.ts";
import { type Rows, vaeLoss } from "../testing/vae_reference.ts";
import { zooEntry } from "../zoo.ts";
import { vae, type VaeOptions } from "./vae.ts";

const SMALL = { pixels: 5, latents: 3, hidden: 4 };
const B = 2;
const make = (options: Partial<VaeOptions>) => vae({ key: key(2), ...SMALL, ...options });
const images = () =>
  tf.tidy(() => tf.cast(tf.greater(uniform(key(1), [B, SMALL.pixels]), 0.5), "float32")) as tf.Tensor2D;
const rowsOf = (tensor: tf.Tensor) =>
  (tensor.rank === 1 ? [tensor.arraySync()] : tensor.arraySync()) as unknown as Rows;

for (const sampled of ["posterior", "decoder"] as const) {
  for (const [layers, treated] of [[2, "bottom"], [2, "all"], [3, "bottom"], [3, "top"]] as const) {
    Deno.test(`${sampled}, ${layers} layers, treated ${treated}: value and all gradients are the equations' in float64`, async () => {
      await useBackend("wasm", { blas: "off" });
      const model = make({ layers, sampled, treated, firstMap: 2 });
      const drawn: Rows[] = [];
      const recorded = withNoise(getEstimator("rt"), (own, shape) => {
        const noise = normal(own, shape);
        drawn.push(rowsOf(noise));
        return noise;
      });
      const x = images();
      const { value, gradients } = parameterGradients(model, { images: x }, {
        estimator: recorded,
        key: key(3),
      });
      // Latents are drawn from the pixels up, or from the top down.
      const noise = sampled === "posterior" ? drawn : drawn.toReversed();
      assert.equal(noise.length, layers);
      const parameters = new Map([...model.parameters].map(([name, tensor]) => [name, rowsOf(tensor)]));
      const loss = () => vaeLoss({ parameters, images: rowsOf(x), noise, sampled });
      assert.ok(Math.abs(value.dataSync()[0]! - loss()) < 1e-5, `${value.dataSync()[0]}, wanted ${loss()}`);
      [...parameters].forEach(([name, rows], p) => {
        const found = rowsOf(gradients[p]!);
        rows.forEach((row, i) =>
          row.forEach((x, j) => {
            const at = (shift: number) => {
              row[j] = x + shift;
              const shifted = loss();
              row[j] = x;
              return shifted;
            };
            const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert.ok(
              Math.abs(found[i]![j]! - slope) < 2e-5,
              `${name} [${i}, ${j}]: ${found[i]![j]}, ${slope}`,
            );
          })
        );
      });
      model.dispose();
    });
  }
}

/** Differences of two estimators' gradients on the same noise, in a few fixed directions: standard errors off zero. */
function distances(options: Partial<VaeOptions>, [one, other]: readonly [string, string]): number[] {
  const model = make(options);
  const batch = { images: images() };
  const flat = (name: string, own: Key) =>
    parameterGradients(model, batch, { estimator: getEstimator(name), key: own }).gradients
      .flatMap((gradient) => [...gradient.dataSync()]);
  const draws = 200;
  const found = Array.from({ length: draws }, (_, i) =>
    tf.tidy(() => {
      const own = foldIn(key(4), i);
      const [a, b] = [flat(one, own), flat(other, own)];
      return [2, 3, 5].map((step) => a.reduce((sum, g, j) => sum + (g - b[j]!) * Math.cos(step * j), 0));
    }));
  model.dispose();
  return [0, 1, 2].map((d) => {
    const mean = found.reduce((sum, each) => sum + each[d]!, 0) / draws;
    const square = found.reduce((sum, each) => sum + (each[d]! - mean) ** 2, 0);
    assert.ok(square > 0, "the two draw the same");
    return mean / Math.sqrt(square) * draws;
  });
}

for (const [layers, treated] of [[2, "bottom"], [3, "all"]] as const) {
  Deno.test(`sampled in the decoder, ${layers} layers, treated ${treated}: R2-G2 has the mean of RT`, async () => {
    await useBackend("wasm", { blas: "off" });
    const options = { layers, treated, sampled: "decoder", firstMap: 2, latents: 5, hidden: 3 } as const;
    for (const z of distances(options, ["r2g2", "rt"])) assert.ok(Math.abs(z) < 4.5, `z = ${z}`);
  });
}

Deno.test("the bound is that of the log-weights, for one draw and for several", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = make({ layers: 3, sampled: "decoder" });
  const x = images();
  const draws = 6000;
  const estimator = getEstimator("rt");
  const { value } = parameterGradients(model, { images: x }, { estimator, key: key(5), samples: draws });
  const { mean, variance } = tf.moments(model.logWeights(x, { key: key(6), samples: draws }));
  const error = Math.sqrt(variance.dataSync()[0]! / (B * draws));
  const gap = value.dataSync()[0]! + mean.dataSync()[0]!;
  assert.ok(Math.abs(gap) < 6 * error, `${gap} ± ${error}`);
  const [one, many] = await Promise.all(
    [1, 2000].map((samples) => importanceWeightedBound(model, x, { key: key(7), samples })),
  );
  assert.ok(many!.reduce((a, b) => a + b) > one!.reduce((a, b) => a + b));
  const iwae = model.withObjective({ bound: "iwae", samples: 4 });
  const weighted = parameterGradients(iwae, { images: x }, { estimator, key: key(8), samples: 500 });
  assert.ok(weighted.value.dataSync()[0]! < value.dataSync()[0]! + 0.01);
  model.dispose();
});

Deno.test("with more outputs than latents R2-G2 is RT in the decoder too, and its options say where it samples", async () => {
  await useBackend("cpu");
  for (const name of ["vae2-decoder", "vae3-decoder"]) {
    const { model } = zooEntry(name).build(digits(), key(0));
    assert.equal(model.options["sampled"], "decoder");
    const data = tf.tidy(() => tf.cast(tf.greater(uniform(key(9), [2, 784]), 0.7), "float32")) as tf.Tensor2D;
    const [rt, r2g2] = ["rt", "r2g2"].map((estimator) =>
      blockGradients(model, { images: data }, { estimator: getEstimator(estimator), key: key(10) }).gradients
        .flatMap((gradient) => [...gradient.dataSync()])
    );
    rt!.forEach((g, i) => assert.ok(Math.abs(g - r2g2![i]!) < 1e-5));
    assert.ok(model.parameters.has(`q${name[3]}/mean/weights`) && !model.parameters.has("q1/mean/weights"));
    model.dispose();
  }
  assert.equal(make({ layers: 2 }).options["sampled"], undefined);
});

Deno.test("readings that a VAE does not have are refused with those that it has", () => {
  assert.throws(
    () => make({ layers: 1, sampled: "decoder" }),
    /decoder with 1 stochastic layer.*wanted 2 or 3/,
  );
  assert.throws(
    () => make({ sampled: "prior" as "decoder" }),
    /sampled is "prior"; wanted posterior or decoder/,
  );
  assert.throws(
    () => make({ layers: 2, sampled: "decoder", treated: ["latent1-inference"] }),
    /treated latent "latent1-inference"; wanted bottom, top, all or some of latent1, latent2$/,
  );
});
