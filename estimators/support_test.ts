import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "./backend/mod.ts";
import { gradients } from "./gradients.ts";
import { key } from "./random/mod.ts";
import { estimatorNames, getEstimator } from "./registry.ts";
import { atSite, supportRows } from "./support.ts";

await useBackend("cpu");

const loss = (z: tf.Tensor) => tf.sum(tf.square(tf.reshape(z, [z.shape[0]!, -1])), -1);

for (const name of estimatorNames()) {
  Deno.test(`${name}: the table says supported where it draws, and the reason of the refusal where it does not`, () => {
    const before = tf.memory().numTensors;
    const estimator = getEstimator(name);
    for (const { family, map, reason } of supportRows([name])) {
      let asked = false;
      atSite({ family, map }, (site) => {
        asked = true;
        const draw = () => gradients(estimator, site, key(1), { loss }).value.dataSync();
        if (reason === undefined) {
          assert.ok(draw().every((value) => Number.isFinite(value)), `${map}, ${family}`);
        } else {assert.throws(draw, (error: unknown) =>
            error instanceof RangeError && error.message.includes(reason));}
        return true;
      });
      // Where no site can be made there is nothing to draw.
      if (!asked) assert.match(reason!, /weights are independent/);
    }
    assert.equal(tf.memory().numTensors, before);
  });
}

Deno.test("what is known of the estimators is in the table", () => {
  const reasonOf = (estimator: string, map: string, family: string) =>
    supportRows([estimator]).find((row) => row.map === map && row.family === family)!.reason;
  assert.equal(reasonOf("r2g2", "latent, shared map", "low-rank"), undefined);
  assert.equal(reasonOf("r2g2", "convolution weights", "diagonal"), undefined);
  assert.match(reasonOf("lrt", "latent, map per example", "full")!, /LRT needs a layer's weights/);
  assert.match(reasonOf("lrt", "convolution weights", "diagonal")!, /positions of a convolution/);
  assert.match(reasonOf("rt", "dense weights", "full")!, /weights are independent/);
  assert.throws(() => supportRows(["r2g"]), /unknown estimator "r2g"; did you mean r2g2\?/);
});
