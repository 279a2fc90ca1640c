import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { diagonal } from "./families/diagonal.ts";
import { flipout } from "./flipout.ts";
import { inputMap } from "./linalg/linear_map.ts";
import { foldIn, key } from "./random/mod.ts";
import { normal, uniform } from "./random/tensors.ts";
import { getEstimator } from "./registry.ts";
import { testOnBackends } from "./testing/backends.ts";
import { assertBlockClose } from "./testing/gradients_of.ts";
import { testMeans } from "./testing/statistics.ts";

const [batch, n, units] = [3, 4, 2];
const makeSite = () => ({
  map: inputMap(tf.add(1, normal(key(1), [batch, n]))),
  family: diagonal(normal(key(2), [n, units]), tf.add(0.3, uniform(key(3), [n, units]))),
});

testOnBackends(
  "z = Xµ + ((X ⊙ S)(σ ⊙ ε)) ⊙ R for the given perturbation and signs (eq. 4)",
  () =>
    tf.tidy(() => {
      const site = makeSite();
      const noise = normal(key(4), flipout.noiseShape(site, batch));
      const given = noise.dataSync();
      const sign = (at: number) => given[at]! >= 0 ? 1 : -1;
      const [x, mean, scale] = [site.map.matrix, site.family.mean, site.family.scale()].map((t) =>
        t.dataSync()
      );
      const rows = n * units;
      const columns = rows + batch * n;
      const wanted = Array.from({ length: batch * units }, (_, at) => {
        const [b, o] = [Math.floor(at / units), at % units];
        let sum = 0;
        for (let k = 0; k < n; k++) {
          const deviation = scale![k * units + o]! * given[k * units + o]!;
          sum += x![b * n + k]! *
            (mean![k * units + o]! + sign(rows + b * n + k) * deviation * sign(columns + b * units + o));
        }
        return sum;
      });
      assertBlockClose(flipout.draw(site, noise).preactivations.dataSync(), wanted, 1e-5);
    }),
);

/** Mean over draws of the product of two examples' deviations, by batch: their covariance. */
function covariances(name: string, site: ReturnType<typeof makeSite>): Float64Array[] {
  const [batches, draws] = [33, 24];
  const means = Array.from({ length: units }, () => new Float64Array(batches));
  const centre = tf.matMul(site.map.matrix as tf.Tensor2D, site.family.mean as tf.Tensor2D);
  for (let at = 0; at < batches * draws; at++) {
    const deviation = tf.tidy(() =>
      tf.sub(getEstimator(name).draw(site, foldIn(key(5), at)).preactivations, centre).dataSync()
    ) as Float32Array;
    means.forEach((column, o) => {
      const slot = Math.floor(at / draws);
      column[slot] = column[slot]! + deviation[o]! * deviation[units + o]! / draws;
    });
  }
  return means;
}

testOnBackends("examples are uncorrelated, which they are not with one weight draw for all", () => {
  const site = makeSite();
  const none = new Float64Array(units);
  assert.deepEqual(testMeans(covariances("flipout", site), none), []);
  assert.equal(testMeans(covariances("rt", site), none).length, units);
});

testOnBackends(
  "over positions the signs of an example are those of its weights, the same for all positions",
  () =>
    tf.tidy(() => {
      const site = {
        map: inputMap(tf.add(1, normal(key(1), [batch, 3, n]))),
        family: diagonal(normal(key(2), [n, units]), tf.add(0.3, uniform(key(3), [n, units]))),
      };
      const noise = normal(key(6), flipout.noiseShape(site, batch));
      const given = noise.dataSync();
      const sign = (at: number) => given[at]! >= 0 ? 1 : -1;
      // The weights that every example has, as RT per example would be given them.
      const own = Array.from({ length: batch * n * units }, (_, at) => {
        const [b, k, o] = [Math.floor(at / (n * units)), Math.floor(at / units) % n, at % units];
        return given[k * units + o]! * sign(n * units + b * n + k) *
          sign(n * units + batch * n + b * units + o);
      });
      const rt = getEstimator("rt-per-example").draw(site, tf.tensor(own, [batch, n, units]));
      assertBlockClose(
        flipout.draw(site, noise).preactivations.dataSync(),
        rt.preactivations.dataSync(),
        1e-5,
      );
    }),
);
