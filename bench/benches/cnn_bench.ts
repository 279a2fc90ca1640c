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
import { getEstimator, key, useBackend } from "../../estimators/mod.ts";
import { digits32, parseLayerRules, zooEntry } from "../../models/mod.ts";
import { ZooTrainee } from "../train/zoo_trainee.ts";

await useBackend("auto");

const MODEL = "cnn";
const layers = parseLayerRules(zooEntry(MODEL).placement!);

for (const name of ["r2g2", "rt-per-example", "flipout", "rt"]) {
  // Built by the first step, which is a warm-up and not timed.
  let trainee: ZooTrainee | undefined;
  Deno.bench({
    name: `VGG-11 step, ${name}`,
    group: "cnn",
    baseline: name === "r2g2",
    n: 5,
    warmup: 1,
    fn: async () => {
      trainee ??= new ZooTrainee({
        model: MODEL,
        layers,
        estimator: getEstimator(name),
        dataset: digits32(),
        batchSize: 80,
        keys: { parameters: key(0), batches: key(1), training: key(2) },
      });
      await trainee.step();
    },
  });
}
