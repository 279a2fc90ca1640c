import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { foldIn, getEstimator, key, normal, useBackend } from "../../estimators/mod.ts";
import { type Batch, bnnMlp, digits, type Model, parameterGradients, zooEntry } from "../../models/mod.ts";
import { mean, standardDeviation } from "../stats/mod.ts";
import type { Metric } from "../store/record/record.ts";
import { disposeBatch, trainingBatches } from "./batches.ts";
import { gradientNorms } from "./gradient_norms.ts";
import { noiseAndData } from "./noise_and_data.ts";

await useBackend("cpu");

/** Loss θ·(a + s ε) of a minibatch a ~ N(0, τ²): V_noise = s² d / K and V_data = τ² d. */
function toy({ noise, data, dimension = 20 }: { noise: number; data: number; dimension?: number }) {
  const theta = tf.variable(tf.ones([dimension]));
  const model: Model = {
    name: "toy",
    options: {},
    parameters: new Map([["layer/theta", theta]]),
    blocks: [],
    objective: ({ images }, { key: own, samples = 1 }) => ({
      passes: Array.from({ length: samples }, (_, s) => {
        const gradient = tf.add(images, tf.mul(noise, normal(foldIn(own, s), [1, dimension])));
        return { losses: tf.sum(tf.mul(theta, gradient), -1), draws: [] };
      }),
    }),
    dispose: () => theta.dispose(),
  };
  const at = (step: number): Batch => ({
    images: tf.tidy(() => tf.mul(data, normal(foldIn(key(7), step), [1, dimension]))) as tf.Tensor2D,
  });
  return { model, batches: { at } };
}

const valuesOf = (metrics: readonly Metric[], name: string) =>
  metrics.find((each) => each.name === name)!.values;

/** Whether a mean is what it should be, to four standard errors. */
function assertMean(values: readonly number[], wanted: number, what: string): void {
  const error = standardDeviation(values) / Math.sqrt(values.length);
  const off = (mean(values) - wanted) / error;
  assert.ok(Math.abs(off) < 4, `${what}: ${mean(values)} ± ${error}, wanted ${wanted}`);
  assert.ok(error < 0.25 * wanted, `${what}: ± ${error} decides nothing about ${wanted}`);
}

Deno.test.each([
  { noise: 1, data: 1, samples: 1 },
  { noise: 0.1, data: 2, samples: 1 },
  // Differences are mostly noise: their product has the right mean all the same.
  { noise: 2, data: 1, samples: 1 },
  { noise: 2, data: 1, samples: 4 },
])("both parts are what they are known to be: %o", async ({ noise, data, samples }) => {
  const { model, batches } = toy({ noise, data });
  const before = tf.memory().numTensors;
  const metrics = await noiseAndData(model, batches, {
    estimator: getEstimator("rt"),
    samples,
    key: key(1),
    minibatches: 400,
    from: 0,
    norms: await gradientNorms(model),
  });
  assertMean(valuesOf(metrics, "noise-variance"), 20 * noise ** 2 / samples, "noise");
  assertMean(valuesOf(metrics, "data-variance"), 20 * data ** 2, "data");
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("the total variance that is measured directly is the sum of both parts", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = bnnMlp({ key: key(0), trainingExamples: 100, widths: [784, 5, 10] });
  const batches = trainingBatches(digits(), { batchSize: 4, key: key(2), binarised: false });
  const estimator = getEstimator("rt");
  // Scales weigh as much as makes both parts of about the same size.
  const weights = [...model.parameters].map(([name, { size }]) =>
    new Float32Array(size).fill(name.endsWith("logScale") ? 370 : 1)
  );
  const metrics = await noiseAndData(model, batches, {
    ...{ estimator, key: key(3), minibatches: 48, from: 0, norms: [{ name: "even", weights }] },
  });
  const [noise, data] = [valuesOf(metrics, "noise-variance"), valuesOf(metrics, "data-variance")];
  // Other minibatches, other noise, one gradient each.
  const draw = async (index: number) => {
    const batch = batches.at(1000 + index);
    const found = parameterGradients(model, batch, { estimator, key: foldIn(key(4), index) });
    disposeBatch(batch);
    const values = await Promise.all(found.gradients.map((gradient) => gradient.data()));
    tf.dispose([found.value, ...found.gradients]);
    return values.flatMap((each, p) => Array.from(each, (entry, i) => entry * weights[p]![i]!));
  };
  const direct: number[] = [];
  for (let pair = 0; pair < 48; pair++) {
    const [first, second] = [await draw(2 * pair), await draw(2 * pair + 1)];
    direct.push(first.reduce((total, value, i) => total + (value - second[i]!) ** 2, 0) / 2);
  }
  const error = Math.hypot(
    ...[noise, data, direct].map((values) => standardDeviation(values) / Math.sqrt(values.length)),
  );
  const [parts, total] = [mean(noise) + mean(data), mean(direct)];
  assert.ok(Math.abs(parts - total) < 4 * error, `${parts} in parts, ${total} as a whole, ± ${error}`);
  // A part that is left out would be seen.
  assert.ok(Math.min(mean(noise), mean(data)) > 4 * error, `${mean(noise)}, ${mean(data)}, ± ${error}`);
  model.dispose();
});

Deno.test("independent draws: K have a K-th of the noise, which is why one is enough to measure", async () => {
  await useBackend("wasm", { blas: "off" });
  const { model } = zooEntry("vae1-narrow").build(digits(), key(0));
  const batches = trainingBatches(digits(), { batchSize: 4, key: key(2), binarised: true });
  const norms = await gradientNorms(model);
  const noise = async (samples: number, own: number) =>
    valuesOf(
      await noiseAndData(model, batches, {
        ...{ estimator: getEstimator("r2g2"), samples, key: key(own), minibatches: 48, from: 0, norms },
      }),
      "noise-variance",
    );
  const [one, four] = [await noise(1, 5), (await noise(4, 6)).map((value) => 4 * value)];
  const error = Math.hypot(
    ...[one, four].map((values) => standardDeviation(values) / Math.sqrt(values.length)),
  );
  assert.ok(Math.abs(mean(one) - mean(four)) < 4 * error, `${mean(one)}, ${mean(four)} ± ${error}`);
  assert.ok(error < 0.15 * mean(one), `± ${error} of ${mean(one)}`);
  model.dispose();
});

Deno.test("blocks of the trained gradient add up to it; other norms have none", async () => {
  await useBackend("cpu");
  const { model } = zooEntry("mlp-small").build(digits(), key(0));
  const batches = trainingBatches(digits(), { batchSize: 2, key: key(2), binarised: false });
  const metrics = await noiseAndData(model, batches, {
    ...{ estimator: getEstimator("rt"), key: key(3), minibatches: 2, from: 5, at: { step: 9 } },
    norms: await gradientNorms(model),
  });
  const noise = metrics.filter(({ name, at }) => name === "noise-variance" && at!["norm"] === "log-scale");
  const [whole, ...blocks] = noise;
  assert.deepEqual([whole!.layer, whole!.block], [undefined, undefined]);
  assert.deepEqual(
    blocks.map(({ layer, block }) => `${layer} ${block}`),
    ["dense1", "dense2", "dense3"].flatMap((layer) => ["mean", "scale", "other"].map((b) => `${layer} ${b}`)),
  );
  const added = (of: (metric: Metric) => number) => blocks.reduce((sum, block) => sum + of(block), 0);
  whole!.values.forEach((value, i) => {
    assert.ok(Math.abs(added(({ values }) => values[i]!) / value - 1) < 1e-12);
  });
  assert.equal(added(({ at }) => Number(at!["dimension"])), whole!.at!["dimension"]);
  assert.deepEqual(
    metrics.filter(({ at }) => at!["norm"] === "variance").map(({ name, layer }) => [name, layer]),
    [["noise-variance", undefined], ["data-variance", undefined]],
  );
  model.dispose();
});

Deno.test("replayed gradients have the bits of eager ones, minibatch by minibatch; nothing is left over", async () => {
  await useBackend("wasm", { blas: "off" });
  const { model } = zooEntry("vae1-narrow").build(digits(), key(0));
  const batches = trainingBatches(digits(), { batchSize: 4, key: key(2), binarised: true });
  const estimator = getEstimator("r2g2");
  const norms = await gradientNorms(model);
  const before = tf.memory().numTensors;
  const measure = (from: number, minibatches: number) =>
    noiseAndData(model, batches, { ...{ estimator, samples: 2, minibatches, from, norms }, key: key(3) });
  const found = valuesOf(await measure(0, 6), "noise-variance");
  const draw = async (index: number, half: number) => {
    const batch = batches.at(index);
    const own = foldIn(foldIn(key(3), index), half);
    const { value, gradients } = parameterGradients(model, batch, { estimator, samples: 2, key: own });
    const values = (await Promise.all(gradients.map((gradient) => gradient.data()))).map((each) => [...each]);
    tf.dispose([value, ...gradients]);
    disposeBatch(batch);
    return values;
  };
  for (const [index, value] of found.entries()) {
    const [first, second] = [await draw(index, 0), await draw(index, 1)];
    const parameters = first.map((own, p) =>
      own.reduce((total, g, i) => total + 0.5 * (g - second[p]![i]!) * (g - second[p]![i]!), 0)
    );
    const expected = parameters.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(value / expected - 1) < 1e-12, `minibatch ${index}: ${value}, wanted ${expected}`);
  }
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("minibatches come in pairs", async () => {
  const { model, batches } = toy({ noise: 1, data: 1 });
  for (const minibatches of [0, 3, 2.5, NaN]) {
    await assert.rejects(
      noiseAndData(model, batches, {
        ...{ estimator: getEstimator("rt"), key: key(1), minibatches, from: 0, norms: [] },
      }),
      { name: "RangeError", message: /minibatches is .*; wanted an even number of at least 2/ },
    );
  }
  model.dispose();
});
