import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { Draw, GaussianSite } from "./types.ts";
import { diagonal } from "./families/diagonal.ts";
import { gradients, gradientSamples } from "./gradients.ts";
import { preactivations } from "./preactivations.ts";
import { surrogate } from "./surrogate.ts";
import { denseMap, inputMap } from "./linalg/linear_map.ts";
import { foldIn, key } from "./random/mod.ts";
import { normal } from "./random/tensors.ts";
import { getEstimator } from "./registry.ts";
import { assertNoLeak, testOnBackends, testOnCpu } from "./testing/backends.ts";
import { NO_SOLVER } from "./site.ts";

const batch = 4;
const makeSite = (): GaussianSite => ({
  map: denseMap(normal(key(1), [2, 3])),
  family: diagonal(normal(key(2), [batch, 3]), tf.fill([batch, 3], 0.5)),
});
const loss = (z: tf.Tensor) => tf.sum(tf.square(z), -1);

testOnBackends("K samples are the mean of K single draws, each with a key of its own", () =>
  tf.tidy(() => {
    const site = makeSite();
    const rt = getEstimator("rt");
    const averaged = gradients(rt, site, key(5), { loss, samples: 3 });
    const singles = [0, 1, 2].map((s) => gradients(rt, site, foldIn(key(5), s), { loss }));
    for (const block of ["mean", "scale", "upstream"]) {
      const mean = tf.div(tf.addN(singles.map(({ blocks }) => blocks[block]!)), 3);
      assert.ok(tf.max(tf.abs(tf.sub(averaged.blocks[block]!, mean))).dataSync()[0]! < 1e-5);
    }
    const values = singles.map(({ value }) => value.dataSync()[0]!);
    assert.ok(Math.abs(averaged.value.dataSync()[0]! - values.reduce((a, b) => a + b) / 3) < 1e-5);
    assert.notEqual(values[0], values[1]);
  }));

testOnBackends("samples come one after another, lazily, and can be disposed one by one", () => {
  const site = makeSite();
  assertNoLeak(() => {
    let count = 0;
    for (const { value, blocks } of gradientSamples(getEstimator("rt"), site, key(5), { loss, count: 3 })) {
      tf.dispose([value, ...Object.values(blocks)]);
      count++;
    }
    assert.equal(count, 3);
  });
  assertNoLeak(() => preactivations(getEstimator("r2g2"), site, key(6)).dispose());
});

testOnBackends(
  "the surrogate's value is the mean loss, its weight the loss minus the others' mean",
  () =>
    tf.tidy(() => {
      const [losses, logProb] = [tf.tensor1d([1, 2, 6]), tf.tensor1d([0.1, 0.2, 0.3])];
      const draw = (log: tf.Tensor): Draw => ({ preactivations: losses, logProb: log, info: NO_SOLVER });
      const weights = (baseline?: "leave-one-out" | number, l = losses) =>
        tf.grad((log: tf.Tensor) => surrogate(l, [draw(log)], baseline))(tf.slice(logProb, 0, l.shape[0]));
      assert.ok(Math.abs(surrogate(losses, [draw(logProb)]).dataSync()[0]! - 3) < 1e-6);
      const close = (actual: tf.Tensor, expected: number[]) =>
        actual.dataSync().forEach((value, i) =>
          assert.ok(Math.abs(3 * value - expected[i]!) < 1e-5, `${value}`)
        );
      close(weights(), [1 - 4, 2 - 3.5, 6 - 1.5]);
      close(weights(2), [-1, 0, 4]);
      // One example has no others: no baseline, and still unbiased.
      assert.ok(Math.abs(weights("leave-one-out", tf.tensor1d([5])).dataSync()[0]! - 5) < 1e-6);
      // One draw for all examples is weighed with their mean loss.
      const shared = (baseline: "leave-one-out" | number) =>
        tf.grad((log: tf.Tensor) => surrogate(losses, [draw(log)], baseline))(tf.scalar(0.3)).dataSync()[0]!;
      assert.ok(Math.abs(shared("leave-one-out") - 3) < 1e-6);
      assert.ok(Math.abs(shared(1) - 2) < 1e-6);
    }),
);

testOnBackends("leave-one-out lowers the variance of a score function", () =>
  tf.tidy(() => {
    const site = makeSite();
    const shifted = (z: tf.Tensor) => tf.add(100, loss(z));
    const spread = (baseline: "leave-one-out" | number) => {
      const options = { loss: shifted, baseline, count: 20 };
      const draws = [...gradientSamples(getEstimator("score"), site, key(8), options)]
        .map(({ blocks }) => blocks["mean"]!);
      const mean = tf.div(tf.addN(draws), 20);
      return tf.sum(tf.addN(draws.map((g) => tf.square(tf.sub(g, mean))))).dataSync()[0]!;
    };
    assert.ok(spread("leave-one-out") < 0.05 * spread(0));
  }));

testOnCpu("what cannot be estimated is refused with the reason", () => {
  const site = makeSite();
  assert.throws(
    () => gradients(getEstimator("lrt"), site, key(0), { loss }),
    /lrt does not support this site: LRT needs/,
  );
  assert.throws(
    () => preactivations(getEstimator("flipout"), site, key(0)),
    /flipout does not support this site/,
  );
  for (const samples of [0, -1, 1.5, NaN]) {
    assert.throws(
      () => gradients(getEstimator("rt"), site, key(0), { loss, samples }),
      /samples is .*; wanted a whole/,
    );
  }
  const positions = {
    map: inputMap(tf.zeros([2, 65, 3])),
    family: diagonal(tf.zeros([3, 2]), tf.ones([3, 2])),
  };
  assert.throws(
    () => gradients(getEstimator("r2g2"), positions, key(0), { loss }),
    /r2g2 does not support this site: R2-G2 over 65 positions .* at most 64/,
  );
});
