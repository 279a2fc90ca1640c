import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "../types.ts";
import { antithetic } from "./antithetic.ts";
import { diagonal } from "../families/diagonal.ts";
import { gradients } from "../gradients.ts";
import { preactivations } from "../preactivations.ts";
import { innerName } from "../labels.ts";
import { denseMap } from "../linalg/linear_map.ts";
import { multiSample } from "./multi_sample.ts";
import { key } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";
import { getEstimator, registerEstimator } from "../registry.ts";
import { testOnBackends, testOnCpu } from "../testing/backends.ts";
import { assertBlockClose } from "../testing/gradients_of.ts";

const [batch, m, n] = [3, 2, 4];
const makeSite = (): GaussianSite => ({
  map: denseMap(normal(key(1), [m, n])),
  family: diagonal(normal(key(2), [batch, n]), tf.add(0.3, uniform(key(3), [batch, n]))),
});
const squares = (z: tf.Tensor) => tf.sum(tf.square(z), -1);

const names: readonly (readonly [name: string, inner: string, draws: number])[] = [
  ["rt-antithetic", "rt", 2],
  ["r2g2-cg-antithetic", "r2g2-cg", 2],
  ["rt*4", "rt", 4],
  ["rt-antithetic*3", "rt", 6],
  ["rt*3-antithetic", "rt", 6],
  ["rt-per-example*2*2", "rt-per-example", 4],
  ["lrt-independent-positions*2", "lrt-independent-positions", 2],
];

for (const [name, inner, draws] of names) {
  testOnCpu(`${name}: ${draws} draws of ${inner}`, () => {
    const estimator = getEstimator(name);
    assert.equal(estimator.name, name);
    assert.equal(estimator.passes!(key(0)).length, draws);
    assert.equal(innerName(name), inner);
    assert.deepEqual(estimator.options, { ...getEstimator(inner).options, draws });
    const site = makeSite();
    assert.equal(estimator.supports(site), getEstimator(inner).supports(site));
    assert.throws(() => estimator.draw(site, key(0)), /averages the losses of \d+ draws.*use gradients/);
  });
}

testOnBackends(
  "by name or by function, through gradients or the mean loss of preactivations: one gradient",
  () =>
    tf.tidy(() => {
      const site = makeSite();
      const [mean, scale] = Object.values(site.family.parameters) as [tf.Tensor, tf.Tensor];
      for (
        const [name, composed] of [
          ["rt-antithetic", antithetic(getEstimator("rt"))],
          ["r2g2*3", multiSample(getEstimator("r2g2"), { samples: 3 })],
          ["r2g2-antithetic*2", multiSample(antithetic(getEstimator("r2g2")), { samples: 2 })],
        ] as const
      ) {
        const named = gradients(getEstimator(name), site, key(5), { loss: squares });
        const called = gradients(composed, site, key(5), { loss: squares });
        const draws = composed.passes(key(5)).length;
        const z = preactivations(getEstimator(name), site, key(5));
        assert.deepEqual(z.shape, [draws, batch, m]);
        const through = tf.grads((...[ofMean, ofScale]: tf.Tensor[]) => {
          const at = { ...site, family: site.family.withParameters([ofMean!, ofScale!]) };
          return tf.mean(squares(preactivations(getEstimator(name), at, key(5))));
        })([mean, scale]);
        for (const [i, block] of ["mean", "scale"].entries()) {
          assert.deepEqual(named.blocks[block]!.dataSync(), called.blocks[block]!.dataSync());
          assertBlockClose(through[i]!.dataSync(), named.blocks[block]!.dataSync(), 1e-5);
        }
      }
    }),
);

testOnBackends("a name's draws are the passes' own, one after another", () =>
  tf.tidy(() => {
    const site = makeSite();
    const composed = getEstimator("rt*2");
    const apart = composed.passes!(key(4)).map((pass) => preactivations(pass.estimator, site, pass.key));
    const both = preactivations(composed, site, key(4));
    assert.deepEqual(both.dataSync(), tf.stack(apart).dataSync());
    const pair = preactivations(getEstimator("rt-antithetic"), site, key(4));
    const middle = tf.matMul(site.family.mean as tf.Tensor2D, site.map.matrix as tf.Tensor2D, ...[
      false,
      true,
    ]);
    assertBlockClose(tf.mean(pair, 0).dataSync(), middle.dataSync(), 1e-5);
  }));

testOnCpu("what cannot be composed is refused", () => {
  const site = makeSite();
  assert.throws(() => getEstimator("rt*0"), /samples is 0; wanted a whole number of at least 1/);
  for (const name of ["antithetic", "rt*", "rt*-1", "rt-x4", "nothing-antithetic", "*4", ""]) {
    assert.throws(() => getEstimator(name), /unknown estimator .*NAME-antithetic and NAME\*K compose/, name);
  }
  assert.throws(() => getEstimator("rt-anithetic"), /did you mean rt-antithetic\?/);
  const rt = getEstimator("rt");
  assert.throws(() => registerEstimator({ ...rt, name: "mine-antithetic" }), /wanted another name/);
  const noise = tf.zeros([batch, n]);
  assert.throws(
    () => preactivations(getEstimator("rt*2"), site, noise),
    /rt\*2: noise is given for one draw/,
  );
  assert.throws(() => gradients(rt, site, noise, { loss: squares, samples: 2 }), /2 samples: noise is given/);
  assert.throws(
    () => preactivations(getEstimator("score*2"), site, key(0)),
    /use gradients or gradientSamples/,
  );
});
