import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { jointNormals } from "../backend/ops/mod.ts";
import { diagonal } from "../families/diagonal.ts";
import { full } from "../families/full.ts";
import { gradients } from "../gradients.ts";
import { innerName, labelOf } from "../labels.ts";
import { denseMap, inputMap } from "../linalg/linear_map.ts";
import { preactivations } from "../preactivations.ts";
import { foldIn, key } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";
import { getEstimator, registerEstimator } from "../registry.ts";
import { assertNoLeak, testOnBackends, testOnCpu } from "../testing/backends.ts";
import { batchMeans } from "../testing/batch_means.ts";
import { expectedGradients } from "../testing/closed_form.ts";
import { quadraticLoss, randomQuadratic } from "../testing/quadratic.ts";
import { testMeans } from "../testing/statistics.ts";
import type { GaussianSite } from "../types.ts";
import { jointSample } from "./joint.ts";

const [batch, n] = [3, 4];
const scales = (shape: number[]) => tf.add(0.3, uniform(key(3), shape));
const sites: Readonly<Record<string, () => GaussianSite>> = {
  "latent": () => ({
    map: denseMap(normal(key(1), [2, n])),
    family: diagonal(normal(key(2), [batch, n]), scales([batch, n])),
  }),
  "correlated latent": () => ({
    map: denseMap(normal(key(1), [batch, 2, n])),
    family: full(
      normal(key(2), [n]),
      tf.add(tf.eye(n), tf.mul(0.2, tf.linalg.bandPart(tf.ones([n, n]), -1, 0))),
    ),
  }),
  "dense weights": () => ({
    map: inputMap(normal(key(1), [batch, n])),
    family: diagonal(normal(key(2), [n, 2]), scales([n, 2])),
  }),
  "positions": () => ({
    map: inputMap(normal(key(1), [batch, 2, n])),
    family: diagonal(normal(key(2), [n, 2]), scales([n, 2])),
  }),
};
const objectiveAt = (at: string) =>
  randomQuadratic(key(4), { rows: at === "positions" ? 2 : 1, columns: 2, curved: true });

const names = [
  "rt-orthogonal*3",
  "rt-sobol*4",
  "rt-moment-matched*4",
  "r2g2-orthogonal*4",
  "r2g2-sobol*3",
  "r2g2-moment-matched*6",
  "flipout-orthogonal*2",
  "score-sobol*4",
  "r2g2-sobol*4-antithetic",
];

for (const name of names) {
  for (const [at, make] of Object.entries(sites)) {
    const estimator = getEstimator(name);
    if (tf.tidy(() => estimator.supports(make())) !== true) continue;
    testOnBackends(
      `${name} at ${at} is unbiased (family error 1e-4), and its draws are free afterwards`,
      () => {
        const site = make();
        const objective = objectiveAt(at);
        const exact = expectedGradients(site, objective, batch);
        const problem = { site, loss: quadraticLoss(objective), batch };
        assertNoLeak(() => {
          const means = batchMeans(estimator, problem, { key: key(7), batches: 33, drawsPerBatch: 8 });
          const references = { value: [exact.value], ...exact.blocks };
          const rejected = testMeans(
            Object.keys(references).flatMap((block) => means[block]!),
            Object.values(references).flatMap((values) => [...values]),
          );
          assert.deepEqual(rejected, []);
        });
      },
    );
  }
}

testOnBackends(
  "the same key gives the same gradient to the bit, another key another; nothing is left",
  () => {
    const site = sites["latent"]!();
    const loss = quadraticLoss(objectiveAt("latent"));
    for (const name of names) {
      const estimator = getEstimator(name);
      if (estimator.supports(site) !== true) continue;
      assertNoLeak(() => {
        const flat = (seed: number) => {
          const { value, blocks } = gradients(estimator, site, key(seed), { loss });
          const values = [value, ...Object.values(blocks)].flatMap((tensor) => [...tensor.dataSync()]);
          tf.dispose([value, ...Object.values(blocks)]);
          return values;
        };
        assert.deepEqual(flat(5), flat(5));
        assert.notDeepEqual(flat(5), flat(6));
        if (!name.startsWith("score")) preactivations(estimator, site, key(5)).dispose();
      });
    }
  },
);

Deno.test("kernel and twin draw the same bits", async () => {
  const bits: Float32Array[][] = [];
  for (const backend of ["wasm", "cpu"]) {
    await tf.setBackend(backend);
    for (const rule of ["orthogonal", "sobol", "moment-matched"] as const) {
      const all = jointNormals(key(9), { shape: [5, 7], samples: 6, rule });
      bits.push(all.map((draw) => draw.dataSync() as Float32Array));
      tf.dispose(all);
    }
  }
  assert.deepEqual(bits.slice(0, 3), bits.slice(3));
});

/** Variance of the scale's gradient at a latent site, times the number of draws. */
function varianceTimesDraws(name: string, loss: (z: tf.Tensor) => tf.Tensor, gradientsCount = 400): number {
  const site = sites["latent"]!();
  const estimator = getEstimator(name);
  const all = Array.from({ length: gradientsCount }, (_, i) => {
    const { value, blocks } = gradients(estimator, site, foldIn(key(11), i), { loss });
    const scale = Float64Array.from(blocks["scale"]!.dataSync());
    tf.dispose([value, ...Object.values(blocks)]);
    return scale;
  });
  let variance = 0;
  for (let j = 0; j < all[0]!.length; j++) {
    const mean = all.reduce((sum, g) => sum + g[j]!, 0) / all.length;
    variance += all.reduce((sum, g) => sum + (g[j]! - mean) ** 2, 0) / (all.length - 1);
  }
  return variance * (Number(estimator.options["draws"] ?? 1));
}

testOnCpu("of independent draws the variance is V / K; orthogonal, matched and Sobol draws have less", () => {
  const loss = (z: tf.Tensor) => tf.sum(tf.square(z), -1);
  const one = varianceTimesDraws("rt", loss);
  for (const draws of [2, 4, 8]) {
    const ratio = varianceTimesDraws(`rt*${draws}`, loss) / one;
    // Relative standard error of a variance of 400 heavy-tailed values, twice: some 12 %.
    assert.ok(Math.abs(ratio - 1) < 0.4, `K = ${draws}: K V_K / V is ${ratio}`);
  }
  const ratio = (name: string) => varianceTimesDraws(name, loss) / one;
  const found = {
    orthogonal: ratio("rt-orthogonal*4"),
    sobol: ratio("rt-sobol*8"),
    matched: ratio("rt-moment-matched*8"),
  };
  // The gradient of σ is quadratic in the noise here, and as a whole linear in its square's mean.
  assert.ok(found.orthogonal < 0.9, `orthogonal: ${found.orthogonal}`);
  assert.ok(found.sobol < 0.7, `Sobol: ${found.sobol}`);
  assert.ok(found.matched < 0.7, `moment-matched: ${found.matched}`);
});

testOnCpu("names say how draws depend on each other, and what cannot be composed is refused", () => {
  const estimator = getEstimator("r2g2-orthogonal*4");
  assert.equal(estimator.name, "r2g2-orthogonal*4");
  assert.equal(innerName("r2g2-orthogonal*4-antithetic*2"), "r2g2");
  assert.equal(labelOf("rt-moment-matched*4*2"), "RT, moment-matched × 4 × 2");
  assert.equal(getEstimator("rt-sobol*8").label, "RT, Sobol × 8");
  assert.deepEqual(estimator.options, { ...getEstimator("r2g2").options, coupling: "orthogonal", draws: 4 });
  assert.equal(estimator.passes!(key(0)).length, 4);
  const site = sites["dense weights"]!();
  assert.equal(estimator.cost(site).fixed, 4 * getEstimator("r2g2").cost(site).fixed);
  for (const name of ["rt-orthogonal*0", "rt-sobol*0", "rt-orthogonal*2000"]) {
    assert.throws(() => getEstimator(name), /samples is \d+; wanted a whole number from 1 to 1024/, name);
  }
  for (const name of ["rt-moment-matched*0", "rt-moment-matched*5", "rt-moment-matched*2"]) {
    assert.throws(() => getEstimator(name), /samples is \d; wanted an even number from 4 to 1024/, name);
  }
  assert.throws(() => getEstimator("rt-moment-matched*2"), /it would be an antithetic pair: NAME-antithetic/);
  assert.throws(
    () => getEstimator("rt-antithetic-orthogonal*4"),
    /rt-antithetic averages several draws already; wanted the rule first, such as rt-orthogonal\*4-antithetic/,
  );
  assert.throws(() => getEstimator("rt-orthogonal"), /unknown estimator "rt-orthogonal".*NAME-orthogonal\*K/);
  assert.throws(
    () => registerEstimator({ ...getEstimator("rt"), name: "mine-sobol" }),
    /wanted another name/,
  );
});

testOnCpu("what Sobol points and memory do not reach is said with what is possible", () => {
  const sobol = getEstimator("rt-sobol*4");
  assert.match(String(sobol.supports(sites["dense weights"]!())), /Sobol points are for latent vectors/);
  const wide = { map: denseMap(tf.ones([2, 300])), family: diagonal(tf.zeros([1, 300]), tf.ones([1, 300])) };
  assert.match(
    String(sobol.supports(wide)),
    /at most 256 dimensions.*this latent has 300: use fewer latents/,
  );
  const most = jointSample(getEstimator("rt"), { rule: "orthogonal", samples: 1024 });
  const large = {
    map: inputMap(tf.ones([1, 1024])),
    family: diagonal(tf.zeros([1024, 1024]), tf.ones([1024, 1024])),
  };
  assert.match(
    String(most.supports(large)),
    /1024 draws .* held together, 1073741824 values of noise; at most/,
  );
  assert.match(String(sobol.supports({ ...wide, map: denseMap(tf.ones([2, 300])) })), /has 300/);
});
