/**
 * One gradient of each estimator on each model, and RT with the samples that cost what one R2-G2 gradient does.
 *
 * For people: `deno bench` shows medians and spreads, RT as the baseline of each group. Published figures come
 * from the interleaved timer of the `cost` experiment, which a drifting machine does not bias.
 * @module
 */
import { foldIn, getEstimator, key, useBackend } from "../../estimators/mod.ts";
import { digits, zooEntry } from "../../models/mod.ts";
import { trainingBatches } from "../measure/batches.ts";
import { interleave } from "../measure/interleave.ts";
import { oneGradient } from "../measure/one_gradient.ts";
import { median } from "../stats/mod.ts";

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
  const once = (estimator: string, samples = 1) =>
    oneGradient(zoo.model, batch, {
      estimator: getEstimator(estimator),
      samples,
      key: foldIn(key(2), draw++),
    });

  const [rt, r2g2] = await interleave([
    { name: "rt", run: () => once("rt") },
    { name: "r2g2", run: () => once("r2g2") },
  ], { rounds: 12 });
  const samples = Math.max(1, Math.round(median(r2g2!) / median(rt!)));

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
  Deno.bench({
    name: `${name} rt x ${samples} (costs one r2g2)`,
    group: name,
    fn: async () => {
      await once("rt", samples);
    },
  });
}
