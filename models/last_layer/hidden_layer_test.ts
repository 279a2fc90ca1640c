import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { foldIn, getEstimator, type Key, key, normal, useBackend, withNoise } from "../../estimators/mod.ts";
import { digits } from "../datasets/mod.ts";
import { fixedFeatures, trainedFeatures } from "../layers/feature_body.ts";
import { blockGradients, parameterGradients } from "../model_gradients.ts";
import { Adam } from "../optimisers/adam.ts";
import { trainStep } from "../train_step.ts";
import { zooEntry } from "../zoo.ts";
import { bayesLastLayer } from "./bayes_last_layer.ts";

const [B, PIXELS, FEATURES, HIDDEN, CLASSES, EXAMPLES] = [3, 5, 4, 2, 3, 30];
const SMALL = { key: key(1), classes: CLASSES, trainingExamples: EXAMPLES, hidden: HIDDEN, rank: 2 };
const batch = () => ({
  images: normal(key(2), [B, PIXELS]) as tf.Tensor2D,
  labels: tf.tensor1d([0, 2, 1], "int32"),
});
const trained = (own: Key) => trainedFeatures({ widths: [PIXELS, FEATURES], key: own });

Deno.test("value and gradients of a full posterior on a hidden layer are the equations' in float64", async () => {
  await useBackend("wasm", { blas: "off" });
  let features: number[][] = [];
  const data = batch();
  const model = bayesLastLayer({
    ...SMALL,
    family: "full",
    body(own) {
      const body = fixedFeatures({ pixels: PIXELS, features: FEATURES, key: own });
      features = body.apply(data.images).arraySync().map((row) => [...row, 1]);
      return body;
    },
  });
  let noise: number[][] = [];
  const recorded = withNoise(getEstimator("rt"), (own, shape) => {
    const drawn = normal(own, shape);
    noise = drawn.arraySync() as unknown as number[][];
    return drawn;
  });
  const { value, gradients } = parameterGradients(model, data, { estimator: recorded, key: key(3) });
  const rowsOf = (tensor: tf.Tensor) =>
    (tensor.rank === 1 ? [tensor.arraySync()] : tensor.arraySync()) as unknown as number[][];
  const parameters = new Map([...model.parameters].map(([name, tensor]) => [name, rowsOf(tensor)]));
  const loss = () => {
    const get = (name: string) => parameters.get(name)!;
    const [[mean], scale] = [get("mean") as [number[]], get("scale")];
    let total = 0;
    features.forEach((phi, b) => {
      const v = mean.map((m, i) =>
        m + scale[i]!.reduce((sum, l, j) => j <= i ? sum + l * noise[b]![j]! : sum, 0)
      );
      const h = Array.from(
        { length: HIDDEN },
        (_, u) => Math.tanh(phi.reduce((sum, x, f) => sum + x * v[u * phi.length + f]!, 0)),
      );
      const logits = get("head/bias")[0]!.map((bias, c) =>
        h.reduce((sum, x, u) => sum + x * get("head/weights")[u]![c]!, bias)
      );
      const label = [0, 2, 1][b]!;
      total += Math.log(logits.reduce((sum, l) => sum + Math.exp(l), 0)) - logits[label]!;
    });
    const squares = scale.flatMap((row, i) => row.slice(0, i + 1)).concat(mean).reduce(
      (sum, x) => sum + x * x,
      0,
    );
    const logs = scale.reduce((sum, row, i) => sum + Math.log(row[i]!), 0);
    return total / B + ((squares - mean.length) / 2 - logs) / EXAMPLES;
  };
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
          Math.abs(found[i]![j]! - slope) < 1e-5,
          `${name} [${i}, ${j}]: ${found[i]![j]}, wanted ${slope}`,
        );
      })
    );
  });
  model.dispose();
});

for (const family of ["full", "low-rank"] as const) {
  Deno.test(`a ${family} hidden layer: R2-G2 has RT's value and mean gradient and another scale's, nothing leaks`, async () => {
    await useBackend("wasm", { blas: "off" });
    const start = tf.memory().numTensors;
    const model = bayesLastLayer({ ...SMALL, family, body: trained });
    const data = batch();
    const [rt, r2g2] = ["rt", "r2g2"].map((own) =>
      blockGradients(model, data, { estimator: getEstimator(own), key: key(4) })
    );
    const gaps = model.blocks.map(({ layer, block }, i) => {
      const gap = tf.tidy(() =>
        tf.max(tf.abs(tf.sub(rt!.gradients[i]!, r2g2!.gradients[i]!))).dataSync()[0]!
      );
      return [layer, block, gap > 1e-5];
    });
    assert.deepEqual(gaps, [
      ["hidden-layer", "mean", false],
      ["hidden-layer", "scale", true],
      ...(family === "full" ? [] : [["hidden-layer/factor", "scale", true]]),
      ["hidden-layer", "upstream", true],
    ]);
    assert.ok(Math.abs(rt!.value.dataSync()[0]! - r2g2!.value.dataSync()[0]!) < 1e-5);
    tf.dispose([rt!, r2g2!].flatMap((each) => [each.value, ...each.gradients]));
    tf.dispose([data.images, data.labels]);
    model.dispose();
    assert.equal(tf.memory().numTensors, start);
  });
}

Deno.test("a hidden layer's model learns, and the zoo has it for both families", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = bayesLastLayer({ ...SMALL, hidden: 6, family: "full", initialScale: 0.1, body: trained });
  const optimiser = new Adam([...model.parameters.values()], { learningRate: 0.02 });
  const data = batch();
  const losses: number[] = [];
  for (let step = 0; step < 60; step++) {
    const options = { estimator: getEstimator("r2g2"), key: foldIn(key(5), step) };
    losses.push((await trainStep(model, optimiser, data, options)).loss);
  }
  assert.ok(losses.at(-1)! < losses[0]! - 0.5, `from ${losses[0]} to ${losses.at(-1)}`);
  const log = model.logPredictive(data.images, { estimator: getEstimator("rt"), key: key(6), samples: 4 });
  for (const total of tf.sum(tf.exp(log), -1).dataSync()) assert.ok(Math.abs(total - 1) < 1e-5);
  optimiser.dispose();
  model.dispose();
  for (const name of ["bayes-hidden-layer", "bayes-hidden-layer-low-rank"]) {
    const { model: built } = zooEntry(name).build(digits(), key(0));
    assert.deepEqual([built.options["hidden"], built.options["variables"]], [12, 204]);
    built.dispose();
  }
});

Deno.test("a hidden layer of no units is refused", () => {
  assert.throws(
    () => bayesLastLayer({ ...SMALL, hidden: 0, body: trained }),
    /hidden-layer: hidden is 0; wanted/,
  );
});
