import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "./types.ts";
import { diagonal } from "./families/diagonal.ts";
import { cholesky } from "./linalg/cholesky.ts";
import { conjugateGradient } from "./linalg/conjugate_gradient.ts";
import { denseMap, inputMap } from "./linalg/linear_map.ts";
import { r2g2 } from "./r2g2.ts";
import { key } from "./random/mod.ts";
import { normal } from "./random/tensors.ts";
import { getEstimator } from "./registry.ts";
import { testOnBackends, testOnCpu } from "./testing/backends.ts";

const [batch, n, units] = [3, 5, 2];
const weights = () => diagonal(normal(key(2), [n, units]), tf.ones([n, units]));
const sites: Readonly<Record<string, () => GaussianSite>> = {
  latent: () => ({
    map: denseMap(normal(key(1), [2, n])),
    family: diagonal(normal(key(2), [batch, n]), tf.ones([batch, n])),
  }),
  dense: () => ({ map: inputMap(normal(key(1), [batch, n])), family: weights() }),
  convolution: () => ({ map: inputMap(normal(key(1), [batch, 2, n])), family: weights() }),
};

testOnBackends(
  "what a solver declares decides how a site is drawn, not what it is called",
  () =>
    tf.tidy(() => {
      const pairs = [
        [r2g2({ name: "mine", solver: { ...cholesky, name: "mine" } }), getEstimator("r2g2")],
        [r2g2({ name: "mine", solver: { ...conjugateGradient(), name: "mine" } }), getEstimator("r2g2-cg")],
        [
          r2g2({ name: "mine", solver: { ...cholesky, name: "mine" }, sampled: true }),
          getEstimator("r2g2-sampled"),
        ],
      ] as const;
      for (const [mine, built] of pairs) {
        assert.equal(mine.unbiased, built.unbiased);
        assert.deepEqual(mine.options, { ...built.options, solver: "mine" });
        for (const [kind, make] of Object.entries(sites)) {
          const site = make();
          assert.equal(mine.supports(site), built.supports(site), kind);
          assert.deepEqual(mine.noiseShape(site, batch), built.noiseShape(site, batch), kind);
          assert.deepEqual(mine.cost(site), built.cost(site), kind);
          const [own, wanted] = [mine, built].map((each) =>
            each.draw(site, key(4)).preactivations.dataSync()
          );
          assert.deepEqual(own, wanted, kind);
        }
      }
    }),
);

testOnCpu("a solver that is not exact needs sampled weights", () => {
  assert.throws(
    () => r2g2({ solver: { ...conjugateGradient(), name: "mine" }, sampled: false }),
    /sampled is false with solver mine; only an exact solver needs no sample/,
  );
});
