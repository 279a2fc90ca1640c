// R2-G2 over several positions, draw by draw: identities up to float rounding, no statistics.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "./types.ts";
import { diagonal, diagonalLogScale } from "./families/diagonal.ts";
import { inputMap } from "./linalg/linear_map.ts";
import { conjugateGradient } from "./linalg/conjugate_gradient.ts";
import { key } from "./random/mod.ts";
import { normal, uniform } from "./random/tensors.ts";
import { getEstimator } from "./registry.ts";
import { r2g2 } from "./r2g2.ts";
import { testOnBackends, testOnCpu } from "./testing/backends.ts";
import { assertBlockClose, gradientsOf } from "./testing/gradients_of.ts";
import { conditionalNoiseReference } from "./reference.ts";
import { siteCases } from "./testing/sites.ts";

const [batch, inner, units] = [2, 11, 3];
const anyLoss = (z: tf.Tensor) => tf.sum(tf.softplus(tf.mul(2, tf.reshape(z, [z.shape[0]!, -1]))), -1);

function siteOf(positions: number, { log = false, edit = (x: tf.Tensor) => x } = {}): GaussianSite {
  const [mean, scale] = [normal(key(2), [inner, units]), tf.add(0.2, uniform(key(3), [inner, units]))];
  return {
    map: inputMap(edit(normal(key(1), [batch, positions, inner]))),
    family: log ? diagonalLogScale(mean, tf.log(scale)) : diagonal(mean, scale),
  };
}

/** ε with this z̃ whose part outside of the row space of A is random, and ε*, in float64. shapes: [B, n, O] */
function noisesOf(site: GaussianSite): { sampled: tf.Tensor; conditional: tf.Tensor } {
  return tf.tidy(() => {
    const [, positions, n] = site.map.matrix.shape as [number, number, number];
    const sampled = normal(key(7), [batch, n, units]);
    const [x, draws] = [site.map.matrix.dataSync(), sampled.dataSync()];
    const scale = (site.family as ReturnType<typeof diagonal>).scale().dataSync();
    const conditional = new Float32Array(batch * n * units);
    for (let b = 0; b < batch; b++) {
      for (let o = 0; o < units; o++) {
        const a = Array.from(
          { length: positions },
          (_, p) =>
            Array.from({ length: n }, (_, k) => x[(b * positions + p) * n + k]! * scale[k * units + o]!),
        );
        const own = Array.from({ length: n }, (_, k) => draws[(b * n + k) * units + o]!);
        conditionalNoiseReference(a, own).forEach((value, k) => conditional[(b * n + k) * units + o] = value);
      }
    }
    return { sampled, conditional: tf.tensor(conditional, [batch, n, units]) };
  });
}

const dead = (x: tf.Tensor) => tf.mul(x, tf.tensor3d([[[1], [0], [1]], [[1], [1], [1]]]));
const same = (x: tf.Tensor) => tf.add(tf.slice(x, [0, 0, 0], [batch, 1, inner]), tf.mul(0, x));
const sites: readonly (readonly [string, () => GaussianSite, number])[] = [
  ["two positions", () => siteOf(2), 2],
  ["three positions, log-scale", () => siteOf(3, { log: true }), 3],
  ["three positions, one dead in an example", () => siteOf(3, { edit: dead }), 3],
  ["three equal positions", () => siteOf(3, { edit: same }), 1],
  ["ten positions", () => siteOf(10), 10],
  ["more positions than inputs", () => siteOf(13), inner],
];

for (const [name, make, rank] of sites) {
  testOnBackends(
    `${name}: sampled weights give RT's z, and the gradient of RT with ε* = E[ε | z]`,
    () =>
      tf.tidy(() => {
        const site = make();
        const { sampled, conditional } = noisesOf(site);
        const rt = gradientsOf(getEstimator("rt-per-example"), site, { noise: sampled, loss: anyLoss });
        const wanted = gradientsOf(getEstimator("rt-per-example"), site, {
          noise: conditional,
          loss: anyLoss,
        });
        const own = gradientsOf(getEstimator("r2g2-sampled"), site, { noise: sampled, loss: anyLoss });
        assert.deepEqual(own["z"], rt["z"]);
        for (const block of Object.keys(rt)) assertBlockClose(own[block]!, wanted[block]!, 2e-5);
        const { info } = getEstimator("r2g2-sampled").draw(site, sampled);
        assert.deepEqual([info.solver, info.iterations, info.rank], ["cholesky", 0, rank]);
        assert.ok(info.residual < 1e-4, `${info.residual}`);
        if (rank === inner) return;
        // Not RT's own gradient but for the mean's, which z determines.
        assertBlockClose(own["mean"]!, rt["mean"]!, 1e-5);
        const scale = Object.keys(site.family.parameters)[1]!;
        for (const block of [scale, "upstream"]) {
          assert.throws(() => assertBlockClose(own[block]!, rt[block]!, 0.05), block);
        }
      }),
  );

  testOnBackends(
    `${name}: without weights the gradient given z is that with sampled weights`,
    () =>
      tf.tidy(() => {
        const site = make();
        const noise = normal(key(5), getEstimator("r2g2").noiseShape(site, batch));
        const own = gradientsOf(getEstimator("r2g2"), site, { noise, loss: anyLoss });
        // Weights that give the same z: A ε = z̃ for ε of the least length, with something of no effect on z.
        const weights = tf.add(weightsOf(site, own["z"]!), nullNoise(site));
        const sampled = gradientsOf(getEstimator("r2g2-sampled"), site, { noise: weights, loss: anyLoss });
        for (const block of Object.keys(own)) assertBlockClose(own[block]!, sampled[block]!, 2e-5);
        assert.equal(getEstimator("r2g2").draw(site, noise).info.rank, rank);
      }),
  );

  testOnBackends(`${name}: CG with a strict rule agrees with the factors`, () =>
    tf.tidy(() => {
      const site = make();
      const { sampled } = noisesOf(site);
      const solver = conjugateGradient({
        start: "zero",
        stopping: "relative",
        tolerance: 1e-6,
        maxIterations: 200,
      });
      const cg = r2g2({ name: "strict", solver });
      const exact = gradientsOf(getEstimator("r2g2-sampled"), site, { noise: sampled, loss: anyLoss });
      const own = gradientsOf(cg, site, { noise: sampled, loss: anyLoss });
      for (const block of Object.keys(exact)) assertBlockClose(own[block]!, exact[block]!, 5e-4);
      const { info } = cg.draw(site, sampled);
      assert.ok(
        info.solver === "cg" && info.iterations >= Math.min(rank, 2),
        `${info.iterations} iterations`,
      );
      const capped = r2g2({ name: "capped", solver: conjugateGradient({ maxIterations: 1 }) }).draw(
        site,
        sampled,
      );
      assert.ok(capped.info.iterations === 1 && capped.info.residual > info.residual);
    }));
}

/** (I − A⁺A) of random noise. shape: [B, n, O] */
function nullNoise(site: GaussianSite): tf.Tensor {
  const { sampled, conditional } = noisesOf(site);
  return tf.sub(sampled, conditional);
}

/** A⁺(z − Xµ), by the rows that pivoting in float64 does not need: A⁺ = lim Aᵀ(AAᵀ)†. shape: [B, n, O] */
function weightsOf(site: GaussianSite, z: Float32Array): tf.Tensor {
  return tf.tidy(() => {
    const [, positions, n] = site.map.matrix.shape as [number, number, number];
    const family = site.family as ReturnType<typeof diagonal>;
    const [x, mean, scale] = [site.map.matrix, family.mean, family.scale()].map((tensor) =>
      tensor.dataSync()
    );
    const weights = new Float32Array(batch * n * units);
    for (let b = 0; b < batch; b++) {
      for (let o = 0; o < units; o++) {
        const rows = Array.from({ length: positions }, (_, p) => {
          const patch = Array.from({ length: n }, (_, k) => x![(b * positions + p) * n + k]!);
          const centre = patch.reduce((total, value, k) => total + value * mean![k * units + o]!, 0);
          return {
            a: patch.map((value, k) => value * scale![k * units + o]!),
            z: z[(b * positions + p) * units + o]! - centre,
          };
        });
        leastLength(rows).forEach((value, k) => weights[(b * n + k) * units + o] = value);
      }
    }
    return tf.tensor(weights, [batch, n, units]);
  });
}

/** The shortest solution of consistent equations a · w = z: Gram–Schmidt on the rows, largest first. */
function leastLength(rows: { a: number[]; z: number }[]): number[] {
  const solution = rows[0]!.a.map(() => 0);
  const left = rows.map(({ a, z }) => ({ a: [...a], z, size: Math.hypot(...a) }));
  while (left.length > 0) {
    left.sort((p, q) => Math.hypot(...p.a) / (p.size || 1) - Math.hypot(...q.a) / (q.size || 1));
    const { a, z, size } = left.pop()!;
    const length = Math.hypot(...a);
    if (length <= 1e-5 * size || length === 0) break;
    const unit = a.map((value) => value / length);
    unit.forEach((value, k) => solution[k] = solution[k]! + value * z / length);
    for (const row of left) {
      const along = row.a.reduce((total, value, k) => total + value * unit[k]!, 0);
      row.a = row.a.map((value, k) => value - along * unit[k]!);
      row.z -= along * z / length;
    }
  }
  return solution;
}

testOnBackends(
  "one position: the dense layer's draws and gradients, by every estimator",
  () =>
    tf.tidy(() => {
      const site = siteOf(1);
      const dense = { ...site, map: inputMap(tf.squeeze(site.map.matrix, [1])) };
      for (const name of ["rt-per-example", "flipout", "lrt", "lrt-independent-positions", "r2g2"]) {
        const [three, two] = [site, dense].map((at) =>
          gradientsOf(getEstimator(name), at, { noise: key(8), loss: anyLoss })
        );
        for (const block of Object.keys(two!)) assertBlockClose(three![block]!, two![block]!, 1e-6);
      }
      // The general path at P = 1, by the noise that gives the same z, is the closed form.
      const noise = normal(key(9), [batch, units]);
      const closed = gradientsOf(getEstimator("r2g2"), dense, { noise, loss: anyLoss });
      const weights = weightsOf(site, closed["z"]!);
      const general = gradientsOf(getEstimator("r2g2-sampled"), dense, { noise: weights, loss: anyLoss });
      for (const block of Object.keys(closed)) assertBlockClose(general[block]!, closed[block]!, 1e-5);
    }),
);

testOnCpu("too many positions are refused with a reason, by supports and by draw", () =>
  tf.tidy(() => {
    const at = (positions: number) => ({
      map: inputMap(tf.ones([1, positions, 1])),
      family: diagonal(tf.ones([1, 1]), tf.ones([1, 1])),
    });
    for (const name of ["r2g2", "r2g2-sampled", "r2g2-cg"]) {
      assert.ok(getEstimator(name).supports(at(64)) === true);
      assert.match(`${getEstimator(name).supports(at(65))}`, /65 positions .* at most 64/);
      assert.throws(
        () => getEstimator(name).draw(at(65), key(1)),
        /^UnsupportedError: r2g2.*: R2-G2 over 65 positions/,
      );
    }
    assert.throws(
      () => r2g2({ sampled: false, solver: conjugateGradient() }),
      /sampled is false with solver cg/,
    );
  }));

testOnCpu("the sites of the suite include the awkward ones", () => {
  const rows = siteCases.filter(({ name }) => name.startsWith("weights")).map((at) => at.rows);
  assert.deepEqual([...new Set(rows)], [1, 2, 4, 5]);
});
