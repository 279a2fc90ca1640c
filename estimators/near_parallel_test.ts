// Positions whose patches nearly agree: the direction in which they differ is too short for a float32 Gram matrix
// to tell from rounding, and carries as much of the noise as any other.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "./types.ts";
import { diagonal } from "./families/diagonal.ts";
import { inputMap } from "./linalg/linear_map.ts";
import { column, diag, multiply, transpose } from "./linalg/matrix.ts";
import { key } from "./random/mod.ts";
import { normal, uniform } from "./random/tensors.ts";
import { conditionalNoiseReference } from "./reference.ts";
import { getEstimator } from "./registry.ts";
import { assertNoLeak, testOnBackends } from "./testing/backends.ts";
import { assertBlockClose, gradientsOf } from "./testing/gradients_of.ts";
import { linearVariances } from "./testing/linear_variance.ts";
import { quadraticLoss, randomQuadratic } from "./testing/quadratic.ts";

const [batch, inner, units] = [2, 9, 3];
const scale = () => tf.add(0.3, uniform(key(3), [inner, units]));

/** Of each example the second patch is the first but for a share; `edit` adds patches. */
function siteOf(share: number, edit: (x: tf.Tensor) => tf.Tensor = (x) => x): GaussianSite {
  const [first, difference, third] = tf.split(normal(key(1), [batch, 3, inner]), 3, 1) as tf.Tensor[];
  const second = tf.add(first!, tf.mul(share, difference!));
  return {
    map: inputMap(edit(tf.concat([first!, second, third!], 1))),
    family: diagonal(normal(key(2), [inner, units]), scale()),
  };
}

const cases: readonly (readonly [string, () => GaussianSite, number])[] = [
  ["a thousandth apart", () => siteOf(1e-3), 3],
  ["a hundredth of a thousandth apart count as one", () => siteOf(1e-6), 2],
  [
    "a thousandth apart, beside a dead patch",
    () => siteOf(1e-3, (x) => tf.concat([x, tf.zeros([batch, 1, inner])], 1)),
    3,
  ],
  [
    "a thousandth apart, one repeated",
    () => siteOf(1e-3, (x) => tf.concat([x, tf.slice(x, [0, 2, 0], [batch, 1, inner])], 1)),
    3,
  ],
];

for (const [name, make, rank] of cases) {
  testOnBackends(`patches ${name}: rank, and RT's gradient with ε* = E[ε | z]`, () =>
    tf.tidy(() => {
      const site = make();
      const noise = normal(key(5), [batch, inner, units]);
      const loss = (z: tf.Tensor) => tf.sum(tf.softplus(tf.mul(2, tf.reshape(z, [batch, -1]))), -1);
      const own = gradientsOf(getEstimator("r2g2-sampled"), site, { noise, loss });
      const wanted = gradientsOf(getEstimator("rt-per-example"), site, {
        noise: projected(site, noise),
        loss,
      });
      // z is float32: what it says of a direction a thousandth long, it says to some 1e-4.
      for (const block of ["mean", "scale", "upstream"]) assertBlockClose(own[block]!, wanted[block]!, 2e-3);
      for (const estimator of ["r2g2", "r2g2-sampled"]) {
        const { noiseShape, draw } = getEstimator(estimator);
        assert.equal(draw(site, normal(key(6), noiseShape(site, batch))).info.rank, rank, estimator);
      }
    }));

  testOnBackends(
    `patches ${name}: without weights, the exact variance of a linear loss's gradient`,
    () =>
      tf.tidy(() => {
        const site = make();
        const { noiseShape } = getEstimator("r2g2");
        const shape = noiseShape(site, batch);
        const objective = randomQuadratic(key(4), { rows: shape[1]!, columns: units, curved: false });
        const size = shape.reduce((product, axis) => product * axis, 1);
        const sum = new Float64Array(inner * units);
        // The gradient is linear in the noise: its variance is the sum of its squared slopes.
        for (let j = 0; j < size; j++) {
          const noise = tf.tensor(Float32Array.from({ length: size }, (_, k) => k === j ? 1 : 0), shape);
          const slopes = gradientsOf(getEstimator("r2g2"), site, {
            noise,
            loss: quadraticLoss(objective),
          })["scale"]!;
          slopes.forEach((slope, i) => sum[i] = sum[i]! + slope * slope);
        }
        assertBlockClose(sum, linearVariances(site, objective, "r2g2").scale, 1e-3);
      }),
  );
}

testOnBackends("nothing is left behind", () => {
  const site = siteOf(1e-3);
  for (const name of ["r2g2", "r2g2-sampled"]) {
    assertNoLeak(() => getEstimator(name).draw(site, key(8)).preactivations.dispose());
  }
});

/** ε* of every example and unit, in float64. shape: [B, n, O] */
function projected(site: GaussianSite, noise: tf.Tensor): tf.Tensor {
  const x = site.map.matrix.arraySync() as number[][][];
  const sigma = transpose(site.family.parameters["scale"]!.arraySync() as number[][]);
  const draws = noise.arraySync() as number[][][];
  return tf.tensor(
    x.map((rows, b) =>
      transpose(
        sigma.map((scales, o) =>
          conditionalNoiseReference(multiply(rows, diag(scales)), multiply(draws[b]!, column(unit(o))).flat())
        ),
      )
    ),
  );
}

function unit(o: number): number[] {
  return Array.from({ length: units }, (_, i) => i === o ? 1 : 0);
}
