import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { foldIn, getEstimator, key, useBackend } from "../../estimators/mod.ts";
import { blockGradients, bnnMlp, digits } from "../../models/mod.ts";
import { disposeBatch, trainingBatches } from "./batches.ts";
import { gradientVariance } from "./gradient_variance.ts";
import { totalVariance } from "./total_variance.ts";

await useBackend("cpu");
const dataset = digits();
const batches = trainingBatches(dataset, { batchSize: 4, key: key(1), binarised: false });
const build = () => bnnMlp({ key: key(0), trainingExamples: 100, widths: [784, 5, 10] });
const estimator = getEstimator("rt");

Deno.test("minibatches are other ones too: their own variance comes on top", async () => {
  const model = build();
  const batch = batches.at(0);
  const total = await totalVariance(model, batches, { estimator, key: key(2), pairs: 12, from: 0 });
  const fixed = await gradientVariance(model, batch, { estimator, key: key(2), pairs: 12 });
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);
  const of = (metrics: typeof total, layer: string) =>
    mean(metrics.find((metric) => metric.layer === layer && metric.block === "mean")!.values);
  for (const layer of ["dense1", "dense2"]) assert.ok(of(total, layer) > 2 * of(fixed, layer), layer);
  disposeBatch(batch);
  model.dispose();
});

Deno.test("only parameters, which every minibatch has, with their number of entries", async () => {
  const model = build();
  const found = await totalVariance(model, batches, {
    estimator,
    key: key(2),
    pairs: 1,
    from: 3,
    at: { step: 9 },
  });
  assert.deepEqual(found.map(({ layer, block, at }) => [layer, block, at]), [
    ["dense1", "mean", { step: 9, dimension: 3920 }],
    ["dense1", "scale", { step: 9, dimension: 3920 }],
    ["dense2", "mean", { step: 9, dimension: 50 }],
    ["dense2", "scale", { step: 9, dimension: 50 }],
  ]);
  model.dispose();
});

Deno.test("the first pair is the distance of the first two minibatches, by hand; nothing is left over", async () => {
  const model = build();
  const before = tf.memory().numTensors;
  const gradient = (index: number) => {
    const batch = batches.at(7 + index);
    const { value, gradients } = blockGradients(model, batch, { estimator, key: foldIn(key(2), index) });
    const values = Array.from(gradients[0]!.dataSync());
    tf.dispose([value, ...gradients]);
    disposeBatch(batch);
    return values;
  };
  const [first, second] = [gradient(0), gradient(1)];
  const expected = 0.5 * first.reduce((sum, g, i) => sum + (g - second[i]!) ** 2, 0);
  const [found] = await totalVariance(model, batches, { estimator, key: key(2), pairs: 1, from: 7 });
  assert.ok(Math.abs(found!.values[0]! - expected) < 1e-5 * expected);
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});
