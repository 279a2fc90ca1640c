import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { foldIn, key, useBackend } from "../estimators/mod.ts";
import { digits } from "./datasets/mod.ts";
import { BoundReplays, type GenerativeModel, importanceWeightedBound } from "./generative.ts";
import { zooEntry } from "./zoo.ts";

await useBackend("wasm");

for (const name of ["vae1", "vae3", "vae1-narrow"]) {
  Deno.test(`${name}: replayed chunks of samples have the bits of eager ones, over batches and a rest`, async () => {
    const model = zooEntry(name).build(digits(), key(0)).model as GenerativeModel;
    const replays = new BoundReplays();
    const tensors = tf.memory().numTensors;
    const samples = 25;
    for (let batch = 0; batch < 4; batch++) {
      const images = tf.tidy(() =>
        tf.cast(tf.greater(tf.randomUniform([3, 784], 0, 1, "float32", batch + 1), 0.5), "float32")
      );
      const own = foldIn(key(3), batch);
      const found: number[][] = [];
      for (const [index, count] of [10, 10, 5].entries()) {
        const [draw, eager] = [foldIn(own, index), [] as number[]];
        const weights = model.logWeights(images as tf.Tensor2D, { key: draw, samples: count });
        eager.push(...weights.dataSync());
        weights.dispose();
        await replays.weights(
          { model, images: images as tf.Tensor2D, key: draw, samples: count },
          (values) => {
            found.push([...values]);
            assert.deepEqual([...values], eager);
          },
        );
      }
      assert.equal(found.flat().length, 3 * samples);
      images.dispose();
    }
    // Of eight chunks of ten the first two are recorded, of four of five too.
    assert.equal(replays.replayed, 6 + 2);
    assert.equal(tf.memory().numTensors, tensors, "tensors are kept");
    replays.dispose();
    model.dispose();
  });
}

Deno.test("a bound is the same with chunks of other batches at hand, and with none", async () => {
  const model = zooEntry("vae1").build(digits(), key(0)).model as GenerativeModel;
  const images = tf.ones([3, 784]) as tf.Tensor2D;
  const replays = new BoundReplays();
  const settings = { key: key(4), samples: 20 };
  const alone = await importanceWeightedBound(model, images, settings);
  for (let i = 0; i < 4; i++) {
    assert.deepEqual(await importanceWeightedBound(model, images, { ...settings, replays }), alone);
  }
  assert.equal(replays.replayed, 2);
  replays.dispose();
  images.dispose();
  model.dispose();
});
