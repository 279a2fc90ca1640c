import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { foldIn, getEstimator, key, useBackend } from "../../estimators/mod.ts";
import { blockGradients, digits, parameterGradients, zooEntry } from "../../models/mod.ts";
import { disposeBatch, trainingBatches } from "./batches.ts";
import { GradientPairs } from "./gradient_pairs.ts";
import { RepeatedGradient } from "./one_gradient.ts";
import { halfSquaredDistances } from "./pair_distances.ts";

await useBackend("wasm");

const CASES = [
  ...[["vae1", "rt"], ["vae2", "r2g2"], ["vae1-narrow", "r2g2"], ["vae1-narrow", "score"]],
  ...[["mlp-small", "lrt"], ["mlp-small", "rt-per-example"], ["mlp-small", "r2g2"]],
] as [string, string][];
const DRAWS = 5;
/** The first two are recorded. */
const REPLAYED_FROM = 2;
/** What a draw says of itself that was. */
const REPLAYED = true;

function place(modelName: string) {
  const dataset = digits();
  const { model, kind } = zooEntry(modelName).build(dataset, key(0));
  const batches = trainingBatches(dataset, { batchSize: 4, key: key(1), binarised: kind === "generative" });
  return { model, batches };
}

for (const [modelName, name] of CASES) {
  const estimator = getEstimator(name);

  Deno.test(`${modelName}, ${name}: replayed pairs have the bits of eager ones, on one batch and on two`, async () => {
    const { model, batches } = place(modelName);
    const blocks = [...model.blocks.keys()].slice(1);
    for (const shared of [true, false]) {
      const pairs = new GradientPairs(model, { estimator, blocks });
      const held: number[] = [];
      for (let pair = 0; pair < DRAWS; pair++) {
        const first = batches.at(2 * pair);
        const drawn = [first, shared ? first : batches.at(2 * pair + 1)] as const;
        const keys = [foldIn(key(2), 2 * pair), foldIn(key(2), 2 * pair + 1)] as const;
        const { values, captured } = await pairs.distances({ keys, batches: drawn });
        if (pair >= REPLAYED_FROM) assert.equal(captured, REPLAYED);
        const eager = tf.tidy(() => {
          const [g, other] = [0, 1].map((half) => {
            const { gradients } = blockGradients(model, drawn[half]!, { estimator, key: keys[half]! });
            return blocks.map((block) => gradients[block]!);
          });
          return [...halfSquaredDistances(g!, other!).dataSync()];
        });
        assert.deepEqual(values, eager);
        [...new Set(drawn)].forEach(disposeBatch);
        held.push(tf.memory().numTensors);
      }
      assert.equal(held.at(-1), held[0], "tensors are kept");
      pairs.dispose();
    }
    model.dispose();
  });

  Deno.test(`${modelName}, ${name}: a gradient that is timed again and again is replayed, with the same residual`, async () => {
    const { model, batches } = place(modelName);
    const batch = batches.at(0);
    const source = new RepeatedGradient(model, batch, { estimator, samples: 2 });
    for (let round = 0; round < DRAWS; round++) {
      const own = foldIn(key(3), round);
      const { iterations, residual, captured } = await source.draw(own);
      if (round >= REPLAYED_FROM) assert.equal(captured, REPLAYED);
      const eager = parameterGradients(model, batch, { estimator, samples: 2, key: own });
      assert.deepEqual([iterations, residual], [eager.iterations, eager.residual]);
      tf.dispose([eager.value, ...eager.gradients]);
    }
    source.dispose();
    disposeBatch(batch);
    model.dispose();
  });
}
