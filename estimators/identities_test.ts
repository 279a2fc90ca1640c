// Identities that hold for every single draw, up to float rounding: no statistics, so no power to worry about.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "./types.ts";
import { conditionalNoise } from "./conditional_noise.ts";
import { diagonal, diagonalLogScale } from "./families/diagonal.ts";
import { denseMap, inputMap } from "./linalg/linear_map.ts";
import { foldIn, key } from "./random/mod.ts";
import { normal, uniform } from "./random/tensors.ts";
import { getEstimator } from "./registry.ts";
import { testOnBackends } from "./testing/backends.ts";
import { getControl } from "./testing/controls.ts";
import { assertBlockClose, gradientsOf } from "./testing/gradients_of.ts";
import { quadraticLoss, randomQuadratic } from "./testing/quadratic.ts";

const batch = 5;
const rounding = 3e-6;
const scales = (shape: number[]) => tf.add(0.2, uniform(key(3), shape));
const loss = (columns: number, { curved = true } = {}) =>
  quadraticLoss(randomQuadratic(key(4), { rows: 1, columns, curved }));
/** Not quadratic either: identities hold for any loss. */
const anyLoss = (z: tf.Tensor) => tf.sum(tf.softplus(tf.mul(2, tf.reshape(z, [batch, -1]))), -1);

function latent([m, n]: readonly [number, number], { perExample = false } = {}): GaussianSite {
  return {
    map: denseMap(normal(key(1), perExample ? [batch, m, n] : [m, n])),
    family: diagonal(normal(key(2), [batch, n]), scales([batch, n])),
  };
}

for (const [name, scale] of [["scale", false], ["log-scale", true]] as const) {
  testOnBackends(
    `dense layer, ${name}: with the same z, LRT and R2-G2 give the same gradients (theorem 4.3)`,
    () =>
      tf.tidy(() => {
        const parameter = scales([6, 4]);
        const mean = normal(key(2), [6, 4]);
        const site = {
          map: inputMap(normal(key(1), [batch, 6])),
          family: scale ? diagonalLogScale(mean, tf.log(parameter)) : diagonal(mean, parameter),
        };
        const noise = normal(key(5), [batch, 4]);
        for (const objective of [loss(4), anyLoss]) {
          const lrt = gradientsOf(getEstimator("lrt"), site, { noise, loss: objective });
          const r2g2 = gradientsOf(getEstimator("r2g2"), site, { noise, loss: objective });
          for (const block of Object.keys(lrt)) assertBlockClose(r2g2[block]!, lrt[block]!, rounding);
        }
      }),
  );
}

testOnBackends(
  "dense layer: R2-G2 is the average over weights that give this z, by the published formula",
  () =>
    tf.tidy(() => {
      // ε*_k = x_k σ_k z̃ / Σ x²σ² for every example and unit, put into RT's own gradient (eq. 6 and 8).
      const site = {
        map: inputMap(normal(key(1), [batch, 6])),
        family: diagonal(normal(key(2), [6, 4]), scales([6, 4])),
      };
      const noise = normal(key(5), [batch, 4]);
      const x = tf.expandDims(site.map.matrix, -1);
      const root = tf.mul(x, tf.expandDims(site.family.scale(), 0));
      const variance = tf.sum(tf.square(root), 1);
      const centred = tf.mul(tf.sqrt(variance), noise);
      const conditional = tf.mul(root, tf.expandDims(tf.div(centred, variance), 1));
      const r2g2 = gradientsOf(getEstimator("r2g2"), site, { noise, loss: anyLoss });
      const rt = gradientsOf(getEstimator("rt-per-example"), site, { noise: conditional, loss: anyLoss });
      for (const block of Object.keys(rt)) assertBlockClose(r2g2[block]!, rt[block]!, rounding);
    }),
);

for (const [name, site] of [["tall", () => latent([7, 4])], ["square", () => latent([4, 4])]] as const) {
  testOnBackends(
    `${name} map of full column rank: R2-G2 is RT, sample by sample and to the bit`,
    () =>
      tf.tidy(() => {
        const made = site();
        const noise = normal(key(5), [batch, 4]);
        const [rt, r2g2] = ["rt", "r2g2"].map((e) =>
          gradientsOf(getEstimator(e), made, { noise, loss: anyLoss })
        );
        assert.deepEqual(r2g2, rt);
      }),
  );
}

testOnBackends("tall map per example: R2-G2 is RT up to rounding", () =>
  tf.tidy(() => {
    const site = latent([7, 4], { perExample: true });
    const noise = normal(key(5), [batch, 4]);
    const [rt, r2g2] = ["rt", "r2g2"].map((e) =>
      gradientsOf(getEstimator(e), site, { noise, loss: anyLoss })
    );
    for (const block of Object.keys(rt!)) assertBlockClose(r2g2![block]!, rt![block]!, rounding);
  }));

for (const perExample of [false, true]) {
  const kind = perExample ? "map per example" : "shared map";
  testOnBackends(
    `${kind}, m < n: same z and same mean gradient as RT, other scale and upstream gradients`,
    () =>
      tf.tidy(() => {
        const site = latent([2, 6], { perExample });
        const noise = normal(key(5), [batch, 6]);
        // The mean's gradient is Wᵀ∂loss/∂z, a function of z alone: conditioning on z leaves it as it is,
        // for a linear loss, where it is constant, and for any other, as the forward value is the same.
        for (const objective of [loss(2, { curved: false }), loss(2), anyLoss]) {
          const rt = gradientsOf(getEstimator("rt"), site, { noise, loss: objective });
          const r2g2 = gradientsOf(getEstimator("r2g2"), site, { noise, loss: objective });
          assertBlockClose(r2g2["z"]!, rt["z"]!, rounding);
          assertBlockClose(r2g2["mean"]!, rt["mean"]!, 3 * rounding);
          for (const block of ["scale", "upstream"]) {
            assert.throws(() => assertBlockClose(r2g2[block]!, rt[block]!, 0.05), block);
          }
        }
      }),
  );

  testOnBackends(
    `${kind}: the value is RT's even where the solver stops after one iteration`,
    () =>
      tf.tidy(() => {
        const site = latent([4, 6], { perExample });
        const noise = normal(key(5), [batch, 6]);
        const { z, mean } = gradientsOf(getControl("cg-one-iteration"), site, { noise, loss: anyLoss });
        const rt = gradientsOf(getEstimator("rt"), site, { noise, loss: anyLoss });
        assertBlockClose(z!, rt["z"]!, rounding);
        assertBlockClose(mean!, rt["mean"]!, 3 * rounding);
      }),
  );

  testOnBackends(
    `${kind}: RT at ε* is R2-G2 at ε, and ε* is a projection that leaves W v as it is`,
    () =>
      tf.tidy(() => {
        const site = latent([2, 6], { perExample });
        const noise = normal(key(5), [batch, 6]);
        const { noise: once, residual } = conditionalNoise(site, noise);
        assert.ok(residual < 1e-5);
        const { noise: twice } = conditionalNoise(site, once);
        assertBlockClose(twice.dataSync(), once.dataSync(), rounding);
        const rt = gradientsOf(getEstimator("rt"), site, { noise: once, loss: anyLoss });
        const r2g2 = gradientsOf(getEstimator("r2g2"), site, { noise, loss: anyLoss });
        for (const block of Object.keys(rt)) assertBlockClose(r2g2[block]!, rt[block]!, 3 * rounding);
        // An orthogonal projection: what is left of the noise is at right angles to what is kept.
        const inner = tf.sum(tf.mul(once, tf.sub(noise, once)), -1).dataSync();
        assert.ok(inner.every((value) => Math.abs(value) < 1e-5));
        // Another noise with the same z has the same ε*.
        const other = tf.add(once, tf.mul(-2, tf.sub(noise, once)));
        assertBlockClose(conditionalNoise(site, other).noise.dataSync(), once.dataSync(), rounding);
      }),
  );
}

testOnBackends("one output: Cholesky, CG and the closed form of a dense layer agree", () =>
  tf.tidy(() => {
    // The same vector as the weights of one unit and as a latent behind a map of one row per example.
    const x = normal(key(1), [batch, 6]);
    const [mean, scale] = [normal(key(2), [6]), scales([6])];
    const weight = { map: inputMap(x), family: diagonal(tf.expandDims(mean, 1), tf.expandDims(scale, 1)) };
    const vector = { map: denseMap(tf.expandDims(x, 1)), family: diagonal(mean, scale) };
    const noise = normal(foldIn(key(5), 1), [batch, 6]);
    // The dense layer draws z directly, from the noise that gives the same z.
    const root = tf.mul(x, scale);
    const direct = tf.div(tf.sum(tf.mul(root, noise), 1), tf.sqrt(tf.sum(tf.square(root), 1)));
    const closed = gradientsOf(getEstimator("r2g2"), weight, {
      noise: tf.expandDims(direct, 1),
      loss: anyLoss,
    });
    for (const [solver, tolerance] of [["r2g2", 3 * rounding], ["r2g2-cg", 1e-2]] as const) {
      const solved = gradientsOf(getEstimator(solver), vector, { noise, loss: anyLoss });
      for (const block of Object.keys(closed)) assertBlockClose(solved[block]!, closed[block]!, tolerance);
    }
  }));
