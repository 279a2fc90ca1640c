import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { foldIn, getEstimator, key, normal, useBackend } from "../../estimators/mod.ts";
import { blockGradients, parameterGradients } from "../model_gradients.ts";
import { Adam } from "../optimisers/adam.ts";
import { trainStep } from "../train_step.ts";
import { vae, type VaeOptions } from "./vae.ts";
import { importanceWeightedBound } from "../generative.ts";

const PIXELS = 12;
const SMALL = { pixels: PIXELS, latents: 4, hidden: 6 };

function images(count: number): tf.Tensor2D {
  return tf.tidy(() => tf.cast(tf.greater(normal(key(7), [count, PIXELS]), 0.3), "float32")) as tf.Tensor2D;
}

for (const layers of [1, 2, 3]) {
  Deno.test(`a ${layers}-layer VAE: R2-G2 has RT's value, gradient shapes fit, nothing leaks`, async () => {
    await useBackend("cpu");
    const model = vae({ key: key(1), layers, ...SMALL, firstMap: 3 });
    const batch = { images: images(5) };
    const before = tf.memory().numTensors;
    const [rt, r2g2] = ["rt", "r2g2"].map((name) =>
      parameterGradients(model, batch, { estimator: getEstimator(name), key: key(2) })
    );
    const [a, b] = [await rt!.value.data(), await r2g2!.value.data()];
    assert.ok(Math.abs(a[0]! - b[0]!) < 1e-4, `${a[0]} and ${b[0]}: the forward value must be RT's`);
    [...model.parameters.values()].forEach((variable, i) => {
      assert.deepEqual(r2g2!.gradients[i]!.shape, variable.shape);
    });
    tf.dispose([rt!.value, r2g2!.value, ...rt!.gradients, ...r2g2!.gradients]);
    assert.equal(tf.memory().numTensors, before);
    tf.dispose(batch.images);
    model.dispose();
  });
}

Deno.test("with more outputs than latents R2-G2's gradient is RT's; with fewer it is not, but for the mean", async () => {
  await useBackend("cpu");
  const batch = { images: images(6) };
  for (const [firstMap, same] of [[6, true], [2, false]] as const) {
    const model = vae({ key: key(3), ...SMALL, firstMap });
    const [rt, r2g2] = ["rt", "r2g2"].map((name) =>
      blockGradients(model, batch, { estimator: getEstimator(name), key: key(4) })
    );
    const gaps = await Promise.all(rt!.gradients.map(async (gradient, i) => {
      const gap = tf.tidy(() => tf.max(tf.abs(tf.sub(gradient, r2g2!.gradients[i]!))));
      return (await gap.data())[0]!;
    }));
    const [mean, scale, upstream] = gaps as [number, number, number];
    assert.ok(mean < 1e-5, `mean block differs by ${mean}`);
    assert.equal(
      scale < 1e-5 && upstream < 1e-5,
      same,
      `m = ${firstMap}: scale ${scale}, upstream ${upstream}`,
    );
    model.dispose();
  }
});

Deno.test("the objective is the negative bound: with one layer, its mean is that of log p(x, v) / q(v | x)", async () => {
  await useBackend("cpu");
  const model = vae({ key: key(5), ...SMALL });
  const x = images(3);
  const draws = 4000;
  const objective = parameterGradients(model, { images: x }, {
    estimator: getEstimator("rt"),
    key: key(6),
    samples: draws,
  });
  const weights = model.logWeights(x, { key: key(8), samples: draws });
  const { mean, variance } = tf.moments(weights);
  const [bound, logWeight, spread] = [objective.value, mean, variance].map((value) => value.dataSync()[0]!);
  const error = Math.sqrt(spread! / (3 * draws));
  assert.ok(Math.abs(bound! + logWeight!) < 6 * error, `−${bound} against ${logWeight} ± ${error}`);
  model.dispose();
});

Deno.test("the importance-weighted bound grows with K, needs no more memory, and does not depend on the chunks", async () => {
  await useBackend("cpu");
  const model = vae({ key: key(9), layers: 2, ...SMALL });
  const x = images(4);
  const mean = async (samples: number) => {
    const bounds = await importanceWeightedBound(model, x, { key: key(10), samples });
    return bounds.reduce((sum, value) => sum + value, 0) / bounds.length;
  };
  const [one, many] = [await mean(1), await mean(5000)];
  assert.ok(many > one, `K = 1: ${one}, K = 5000: ${many}`);
  // One chunk of draws against the same draws one chunk at a time, by the definition.
  const chunks = await importanceWeightedBound(model, x, { key: key(10), samples: 50 });
  const weights = await model.logWeights(x, { key: foldIn(key(10), 0), samples: 50 })
    .array() as unknown as number[];
  const direct = Math.log(
    Array.from({ length: 50 }, (_, s) => Math.exp(weights[4 * s]!)).reduce((a, b) => a + b) / 50,
  );
  assert.ok(Math.abs(chunks[0]! - direct) < 1e-5, `${chunks[0]} against ${direct}`);
  await assert.rejects(importanceWeightedBound(model, x, { key: key(1), samples: 0 }), /samples is 0/);
  model.dispose();
});

Deno.test("training raises the bound", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = vae({ key: key(11), ...SMALL, firstMap: 3 });
  const optimiser = new Adam([...model.parameters.values()], { learningRate: 0.01 });
  const batch = { images: images(40) };
  const losses: number[] = [];
  for (let step = 0; step < 80; step++) {
    const { loss } = await trainStep(model, optimiser, batch, {
      estimator: getEstimator("r2g2"),
      key: foldIn(key(12), step),
    });
    losses.push(loss);
  }
  assert.ok(losses.at(-1)! < losses[0]! - 0.5, `from ${losses[0]} to ${losses.at(-1)}`);
  optimiser.dispose();
  model.dispose();
});

Deno.test("a VAE refuses what it cannot be", () => {
  assert.throws(() => vae({ key: key(0), layers: 4 }), /layers is 4; wanted 1, 2 or 3/);
  assert.throws(() => vae({ key: key(0), ...SMALL, pixelMeans: [0.5] }), /1 pixel means for 12 pixels/);
});

Deno.test("a VAE trains the bound that it is given: K draws of it, S of them averaged", async () => {
  await useBackend("wasm", { blas: "off" });
  const [x, samples, bounds] = [images(3), 5, 300];
  for (const layers of [1, 2]) {
    const model = vae({ key: key(18), layers, ...SMALL, objective: { bound: "iwae", samples } });
    assert.deepEqual(model.options["boundSamples"], samples);
    const options = { estimator: getEstimator("rt"), key: key(19), samples: bounds };
    const { value } = parameterGradients(model, { images: x }, options);
    const weights = model.logWeights(x, { key: key(20), samples: samples * bounds });
    const direct = tf.tidy(() => {
      const each = tf.sub(tf.logSumExp(tf.reshape(weights, [bounds, samples, 3]), 1), Math.log(samples));
      const { mean, variance } = tf.moments(each);
      return { mean: mean.dataSync()[0]!, error: Math.sqrt(2 * variance.dataSync()[0]! / each.size) };
    });
    const found = value.dataSync()[0]!;
    assert.ok(
      Math.abs(found + direct.mean) < 5 * direct.error,
      `${found}, −bound ${-direct.mean} ± ${direct.error}`,
    );
    const one = model.logWeights(x, { key: key(20), samples: 1500 });
    const single = -tf.mean(one).dataSync()[0]!;
    assert.ok(found < single - 5 * direct.error, `${found} should be below ${single}, one draw's`);
    model.dispose();
  }
});

Deno.test("sticking the landing and the doubly reparameterised gradient train a VAE", async () => {
  await useBackend("wasm", { blas: "off" });
  const batch = { images: images(30) };
  for (const objective of [{ gradient: "stl" }, { bound: "iwae", samples: 4, gradient: "dreg" }] as const) {
    const model = vae({ key: key(21), ...SMALL, firstMap: 3, objective });
    const optimiser = new Adam([...model.parameters.values()], { learningRate: 0.01 });
    const losses: number[] = [];
    let tensors = 0;
    for (let step = 0; step < 60; step++) {
      const options = { estimator: getEstimator("r2g2"), key: foldIn(key(22), step) };
      losses.push((await trainStep(model, optimiser, batch, options)).loss);
      if (step === 1) tensors = tf.memory().numTensors;
    }
    assert.equal(tf.memory().numTensors, tensors, "a step leaves tensors behind");
    assert.ok(
      losses.at(-1)! < losses[0]! - 0.3,
      `${JSON.stringify(objective)}: ${losses[0]} to ${losses.at(-1)}`,
    );
    optimiser.dispose();
    model.dispose();
  }
});

Deno.test("the same variables under another objective, as a VAE of it from the start has them", async () => {
  await useBackend("cpu");
  const objective = { bound: "iwae", samples: 3, gradient: "dreg" } as const;
  const model = vae({ key: key(26), ...SMALL, firstMap: 3 });
  const other = vae({ key: key(26), ...SMALL, firstMap: 3, objective });
  const shared = model.withObjective(objective);
  assert.equal(shared.parameters, model.parameters);
  assert.deepEqual(shared.options, other.options);
  const batch = { images: images(3) };
  const [found, wanted, plain] = [shared, other, model].map((each) =>
    parameterGradients(each, batch, { estimator: getEstimator("rt"), key: key(27) }).gradients.flatMap(
      (gradient) => [...gradient.dataSync()],
    )
  );
  assert.deepEqual(found, wanted);
  assert.notDeepEqual(found, plain);
  model.dispose();
  other.dispose();
});

Deno.test("latents and objectives that a VAE does not have are named", () => {
  const make = (options: Partial<VaeOptions>) => () => vae({ key: key(0), layers: 2, ...SMALL, ...options });
  assert.throws(
    make({ treated: ["latent3"] }),
    /treated latent "latent3"; wanted .* latent1, latent2, latent1-inference$/,
  );
  assert.throws(make({ treated: [] }), /no latent is treated; wanted/);
  const dreg = { bound: "iwae", gradient: "dreg", samples: 5 } as const;
  assert.throws(make({ objective: dreg }), /objective iwae dreg is for 1 stochastic layer, got 2/);
  const model = make({})();
  assert.throws(() => model.withObjective(dreg), /objective iwae dreg is for 1 stochastic layer, got 2/);
  model.dispose();
});
