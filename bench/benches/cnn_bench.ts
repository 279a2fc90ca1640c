/**
 * One training step of the Bayesian VGG-11 at full width, minibatch of 80: each estimator in the last four
 * convolutions, RT and LRT elsewhere as in the paper. A step of R2-G2 should take less than one of RT per example.
 *
 * ```sh
 * deno bench --allow-read --allow-ffi bench/benches/cnn_bench.ts
 * ```
 *
 * For people, as `gradients_bench.ts` is; some seconds a step. Interleaved figures: the `cost` experiment.
 * @module
 */
import { foldIn, getEstimator, key, useBackend } from "../../estimators/mod.ts";
import { Adam, digits32, parseLayerRules, trainStep, zooEntry } from "../../models/mod.ts";
import { trainingBatches } from "../measure/batches.ts";
import { withFixedLayers } from "../measure/fixed_layers.ts";

await useBackend("auto");

const dataset = digits32();
const entry = zooEntry("cnn");
const { model } = withFixedLayers(entry.build(dataset, key(0)), parseLayerRules(entry.placement!));
const optimiser = new Adam([...model.parameters.values()], { learningRate: entry.learningRate });
const batch = trainingBatches(dataset, { batchSize: 80, key: key(1), binarised: false }).at(0);

for (const name of ["r2g2", "rt-per-example", "flipout", "rt"]) {
  Deno.bench({
    name: `VGG-11 step, ${name}`,
    group: "cnn",
    baseline: name === "r2g2",
    n: 5,
    warmup: 1,
    fn: async () => {
      await trainStep(model, optimiser, batch, {
        estimator: getEstimator(name),
        key: foldIn(key(2), optimiser.steps),
      });
    },
  });
}
