import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "../types.ts";
import { antithetic } from "./antithetic.ts";
import { diagonal } from "../families/diagonal.ts";
import { gradients } from "../gradients.ts";
import { denseMap, inputMap } from "../linalg/linear_map.ts";
import { multiSample } from "./multi_sample.ts";
import { foldIn, key } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";
import { estimatorNames, getEstimator } from "../registry.ts";
import { planOf } from "./plan.ts";
import { assertNoLeak, testOnBackends, testOnCpu } from "../testing/backends.ts";
import { expectedGradients } from "../testing/closed_form.ts";
import { assertBlockClose } from "../testing/gradients_of.ts";
import { quadraticLoss, randomQuadratic } from "../testing/quadratic.ts";
import { testMeans } from "../testing/statistics.ts";

const [batch, n] = [3, 4];
const scales = (shape: number[]) => tf.add(0.3, uniform(key(3), shape));
const latent = (): GaussianSite => ({
  map: denseMap(normal(key(1), [2, n])),
  family: diagonal(normal(key(2), [batch, n]), scales([batch, n])),
});
const weights = (): GaussianSite => ({
  map: inputMap(normal(key(1), [batch, n])),
  family: diagonal(normal(key(2), [n, 2]), scales([n, 2])),
});
const objectives = {
  linear: randomQuadratic(key(4), { rows: 1, columns: 2, curved: false }),
  quadratic: randomQuadratic(key(4), { rows: 1, columns: 2, curved: true }),
};
const linear = quadraticLoss(objectives.linear);
const quadratic = quadraticLoss(objectives.quadratic);

testOnBackends(
  "K samples are the mean over K passes, one sample is the estimator itself",
  () =>
    tf.tidy(() => {
      const site = latent();
      const rt = getEstimator("rt");
      const three = gradients(multiSample(rt, { samples: 3 }), site, key(5), { loss: quadratic });
      const same = gradients(rt, site, key(5), { loss: quadratic, samples: 3 });
      const [plain, one] = [
        gradients(rt, site, key(5), { loss: quadratic }),
        gradients(rt, site, key(5), { loss: quadratic }),
      ];
      for (const block of Object.keys(same.blocks)) {
        assertBlockClose(three.blocks[block]!.dataSync(), same.blocks[block]!.dataSync(), 1e-5);
        assert.deepEqual(one.blocks[block]!.dataSync(), plain.blocks[block]!.dataSync());
      }
    }),
);

for (const [kind, make] of Object.entries({ latent, weights })) {
  testOnBackends(`antithetic pairs leave no noise in a linear loss's gradient: ${kind}`, () =>
    tf.tidy(() => {
      for (const name of ["rt", "rt-per-example", "lrt", "flipout", "r2g2"]) {
        const site = make();
        if (getEstimator(name).supports(site) !== true) continue;
        const exact = expectedGradients(site, objectives.linear);
        const { value, blocks } = gradients(antithetic(getEstimator(name)), site, key(6), {
          loss: linear,
        });
        assert.ok(Math.abs(value.dataSync()[0]! - exact.value) < 1e-5, name);
        assert.ok(blocks["scale"]!.dataSync().every((g) => Math.abs(g) < 1e-6), name);
        assertBlockClose(blocks["upstream"]!.dataSync(), exact.blocks["upstream"]!, 1e-5);
      }
    }));
}

testOnBackends("plans of plans are unbiased (family error 1e-4)", () => {
  const site = latent();
  const exact = expectedGradients(site, objectives.quadratic);
  for (
    const sampled of [
      antithetic(multiSample(getEstimator("r2g2"), { samples: 2 })),
      antithetic(getEstimator("score")),
    ]
  ) {
    const [batches, draws] = [33, 6];
    const means: Float64Array[] = [];
    for (let at = 0; at < batches * draws; at++) {
      const { value, blocks } = gradients(sampled, site, foldIn(key(7), at), { loss: quadratic });
      const flat = [value, ...Object.values(blocks)].flatMap((tensor) => [...tensor.dataSync()]);
      tf.dispose([value, ...Object.values(blocks)]);
      flat.forEach((g, i) => {
        const column = means[i] ??= new Float64Array(batches);
        column[Math.floor(at / draws)] = column[Math.floor(at / draws)]! + g / draws;
      });
    }
    const references = [exact.value, ...Object.values(exact.blocks).flatMap((values) => [...values])];
    assert.deepEqual(testMeans(means, references), [], sampled.name);
  }
});

testOnBackends("nothing is left behind", () => {
  const site = weights();
  assertNoLeak(() => {
    const plan = multiSample(antithetic(getEstimator("r2g2")), { samples: 2 });
    const { value, blocks } = gradients(plan, site, key(8), { loss: quadratic });
    tf.dispose([value, ...Object.values(blocks)]);
  });
});

testOnCpu("names, passes and costs compose", () => {
  const site = weights();
  for (const estimator of estimatorNames().map(getEstimator)) {
    if (estimator.supports(site) !== true) continue;
    const plan = multiSample(antithetic(estimator), { samples: 3 });
    assert.equal(plan.name, `${estimator.name}-antithetic*3`);
    assert.equal(plan.label, `${estimator.label}, antithetic × 3`);
    assert.equal(plan.passes(key(0)).length, 6);
    assert.equal(plan.cost(site).fixed, 6 * estimator.cost(site).fixed);
    assert.deepEqual(planOf(plan), plan);
  }
  const keys = multiSample(getEstimator("rt"), { samples: 4 }).passes(key(0)).map(({ key: own }) =>
    `${own.k0},${own.k1}`
  );
  assert.equal(new Set(keys).size, 4);
  for (const samples of [0, 1.5, NaN]) {
    assert.throws(() => multiSample(getEstimator("rt"), { samples }), /samples is .*; wanted a whole number/);
  }
});
