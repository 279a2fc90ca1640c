import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "./types.ts";
import { diagonal } from "./families/diagonal.ts";
import { denseMap, inputMap } from "./linalg/linear_map.ts";
import { estimatorNames, getEstimator } from "./registry.ts";
import { profile } from "./backend/mod.ts";
import { key } from "./random/mod.ts";
import { normal } from "./random/tensors.ts";
import { activate, testOnCpu } from "./testing/backends.ts";

const latent = (batch: number, [m, n]: readonly [number, number]): GaussianSite => ({
  map: denseMap(tf.zeros([m, n])),
  family: diagonal(tf.zeros([batch, n]), tf.ones([batch, n])),
});
const weights = (batch: number, [n, units]: readonly [number, number]): GaussianSite => ({
  map: inputMap(tf.zeros([batch, n])),
  family: diagonal(tf.zeros([n, units]), tf.ones([n, units])),
});
const fixed = (name: string, site: GaussianSite) => getEstimator(name).cost(site).fixed;

testOnCpu("arithmetic grows with the batch, and is that of RT's products at least", () => {
  for (const name of estimatorNames()) {
    for (const make of [latent, weights]) {
      const [one, ten] = [make(1, [4, 8]), make(10, [4, 8])];
      if (getEstimator(name).supports(one) !== true) continue;
      assert.ok(fixed(name, ten) > 2 * fixed(name, one), name);
      assert.ok(fixed(name, one) >= 2 * 4 * 8, name);
    }
  }
});

testOnCpu(
  "RT at a latent site is counted as in the paper's appendix F, (2m + 1)n and the mean's addition",
  () => {
    assert.equal(fixed("rt", latent(1, [200, 50])), (2 * 200 + 1) * 50 + 50);
    assert.equal(fixed("rt", latent(80, [200, 50])), 80 * fixed("rt", latent(1, [200, 50])));
  },
);

testOnCpu("R2-G2 costs nothing more where z determines the noise, and CG costs by the iteration", () => {
  const [tall, wide] = [latent(80, [200, 50]), latent(80, [25, 50])];
  assert.equal(fixed("r2g2", tall), fixed("rt", tall));
  assert.ok(fixed("r2g2", wide) > 5 * fixed("rt", wide));
  assert.equal(getEstimator("r2g2").cost(wide).perIteration, 0);
  const { perIteration } = getEstimator("r2g2-cg").cost(wide);
  // An iteration is a product with A and one with its transpose.
  assert.ok(perIteration > 80 * 4 * 25 * 50 && perIteration < 80 * 5 * 25 * 50, `${perIteration}`);
});

testOnCpu("at a dense layer weights per example cost a draw for each, LRT and R2-G2 two products", () => {
  const site = weights(80, [784, 1024]);
  const products = 2 * 2 * 80 * 784 * 1024;
  for (const name of ["lrt", "r2g2"]) {
    assert.ok(fixed(name, site) > products && fixed(name, site) < 1.1 * products, name);
  }
  assert.ok(fixed("rt-per-example", site) > 1.9 * fixed("rt", site));
});

const counted = [
  "rt",
  "rt-per-example",
  "flipout",
  "r2g2",
  "r2g2-sampled",
  "r2g2-cg",
  "lrt-independent-positions",
];
for (const positions of [1, 4, 9]) {
  for (const name of counted) {
    // The published stopping rule needs a cap that it reaches; the closed form at P = 1 has its own count.
    if (positions === 1 && name !== "rt-per-example") continue;
    Deno.test(`${name}, P = ${positions}: the analytic count is that of the kernels that ran, within 1 %`, async () => {
      await activate("wasm");
      const site = {
        map: inputMap(normal(key(1), [3, positions, 80])),
        family: diagonal(tf.zeros([80, 24]), tf.fill([80, 24], 0.3)),
      };
      const estimator = getEstimator(name);
      const measured = await profile(() => estimator.draw(site, key(2)));
      const { fixed, perIteration } = estimator.cost(site);
      const analytic = fixed + perIteration * measured.value.info.iterations;
      tf.dispose([measured.value.preactivations, site.map.matrix, ...Object.values(site.family.parameters)]);
      assert.deepEqual(measured.uncounted, []);
      const ratio = analytic / measured.flops;
      assert.ok(Math.abs(ratio - 1) < 0.01, `${analytic} against ${measured.flops}: ${ratio}`);
    });
  }
}
