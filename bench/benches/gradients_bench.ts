/**
 * One gradient of each estimator on each model.
 *
 * For people: `deno bench` shows medians and spreads, RT as the baseline of each group. Published figures come
 * from the interleaved timer of the `cost` experiment, which a drifting machine does not bias.
 * @module
 */
import { foldIn, getEstimator, key, useBackend } from "../../estimators/mod.ts";
import { digits, zooEntry } from "../../models/mod.ts";
import { trainingBatches } from "../measure/batches.ts";
import { oneGradient } from "../measure/one_gradient.ts";

await useBackend("auto");

const BATCH_SIZE = 80;
const dataset = digits();

for (const name of ["mlp-small", "vae1", "vae1-narrow"]) {
  const entry = zooEntry(name);
  const zoo = entry.build(dataset, key(0));
  const batch = trainingBatches(dataset, {
    batchSize: BATCH_SIZE,
    key: key(1),
    binarised: zoo.kind === "generative",
  }).at(0);
  let draw = 0;
  const once = (estimator: string) =>
    oneGradient(zoo.model, batch, {
      estimator: getEstimator(estimator),
      key: foldIn(key(2), draw++),
    });

  for (const estimator of entry.estimators) {
    Deno.bench({
      name: `${name} ${estimator}`,
      group: name,
      baseline: estimator === "rt",
      fn: async () => {
        await once(estimator);
      },
    });
  }
}
