// R2-G2 = E[RT | z]: the definition itself, and the variances that follow from it.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "./types.ts";
import { conditionalNoise } from "./conditional_noise.ts";
import { diagonal } from "./families/diagonal.ts";
import { denseMap, inputMap } from "./linalg/linear_map.ts";
import { foldIn, key } from "./random/mod.ts";
import { normal, uniform } from "./random/tensors.ts";
import { getEstimator } from "./registry.ts";
import { testOnBackends } from "./testing/backends.ts";
import { type Blocks, gradientsOf } from "./testing/gradients_of.ts";
import { quadraticLoss, randomQuadratic } from "./testing/quadratic.ts";
import { detectableBias, testMeans } from "./testing/statistics.ts";

const copies = 33 * 40;
const scales = (shape: number[]) => tf.add(0.2, uniform(key(3), shape));
const loss = (columns: number) => quadraticLoss(randomQuadratic(key(4), { rows: 1, columns, curved: true }));

/** One problem in many copies, each with a mean, a scale and a matrix of its own, so with a gradient of its own. */
function copied(one: GaussianSite, count: number): GaussianSite {
  const repeat = (tensor: tf.Tensor) =>
    tf.mul(tf.expandDims(tensor, 0), tf.ones([count, ...tensor.shape.map(() => 1)]));
  const [mean, scale] = Object.values(one.family.parameters) as [tf.Tensor, tf.Tensor];
  return { map: denseMap(repeat(one.map.matrix)), family: diagonal(repeat(mean), repeat(scale)) };
}

/** For every coordinate of one copy's blocks: its value in each of the copies (the mean loss's factor undone). */
function perCopy(blocks: Blocks, names: readonly string[], count: number): Float64Array[] {
  return names.flatMap((name) => {
    const values = blocks[name]!;
    const size = values.length / count;
    return Array.from(
      { length: size },
      (_, i) => Float64Array.from({ length: count }, (_, copy) => count * values[copy * size + i]!),
    );
  });
}

/** Averages of groups, for a test that wants batches. */
function batched(values: Float64Array, batches = 33): Float64Array {
  const size = values.length / batches;
  return Float64Array.from(
    { length: batches },
    (_, b) => values.subarray(b * size, (b + 1) * size).reduce((sum, value) => sum + value / size, 0),
  );
}

const bias = detectableBias({ coordinates: 18, batches: 33, draws: copies }).toFixed(2);

for (const [name, m, n] of [["m < n", 2, 6], ["one output", 1, 6], ["m > n", 4, 3]] as const) {
  testOnBackends(
    `RT averaged over the noises with this z is R2-G2: ${name} (family error 1e-4, detects ${bias} sd)`,
    () =>
      tf.tidy(() => {
        const one = {
          map: denseMap(normal(key(1), [m, n])),
          family: diagonal(normal(key(2), [n]), scales([n])),
        };
        const given = normal(key(5), [1, n]);
        const { noise: conditional } = conditionalNoise(one, given);
        // ε | z ~ N(ε*, I − P): the given ε* and fresh noise in the null space of A.
        const fresh = normal(key(6), [copies, n]);
        const nullSpace = tf.sub(fresh, conditionalNoise(one, fresh).noise);
        const noise = tf.add(conditional, nullSpace);
        const rt = gradientsOf(getEstimator("rt"), copied(one, copies), { noise, loss: loss(m) });
        const r2g2 = gradientsOf(getEstimator("r2g2"), copied(one, 1), { noise: given, loss: loss(m) });
        // All the copies have the z of the given noise: it is E[RT | z] that is averaged.
        const z = perCopy(rt, ["z"], copies).map((values) => values.map((value) => value / copies));
        z.forEach((values, i) =>
          values.forEach((value) => assert.ok(Math.abs(value - r2g2["z"]![i]!) < 1e-4))
        );
        const blocks = ["mean", "scale", "upstream"];
        const rejected = testMeans(
          perCopy(rt, blocks, copies).map((values) => batched(values)),
          blocks.flatMap((block) => [...r2g2[block]!]),
        );
        assert.deepEqual(rejected, []);
      }),
  );
}

const variance = (values: Float64Array) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};
const total = (columns: readonly Float64Array[]) =>
  columns.reduce((sum, values) => sum + variance(values), 0);

testOnBackends(
  "latent, m < n: R2-G2's variance is below RT's in the scale and upstream blocks, equal in the mean's",
  () =>
    tf.tidy(() => {
      const one = {
        map: denseMap(normal(key(1), [2, 8])),
        family: diagonal(normal(key(2), [8]), scales([8])),
      };
      const noise = normal(key(7), [copies, 8]);
      const [rt, r2g2] = ["rt", "r2g2"].map((name) =>
        gradientsOf(getEstimator(name), copied(one, copies), { noise, loss: loss(2) })
      );
      const ratio = (block: string) =>
        total(perCopy(rt!, [block], copies)) / total(perCopy(r2g2!, [block], copies));
      // The same noise for both: a ratio of dependent variances, known to a few per cent with 1320 draws.
      assert.ok(Math.abs(ratio("mean") - 1) < 1e-3, `mean ${ratio("mean")}`);
      assert.ok(ratio("scale") > 1.5, `scale ${ratio("scale")}`);
      assert.ok(ratio("upstream") > 1.02, `upstream ${ratio("upstream")}`);
      // And in no coordinate above it, but for the noise of the estimates.
      const [own, plain] = [r2g2!, rt!].map((blocks) =>
        perCopy(blocks, ["scale", "upstream"], copies).map(variance)
      );
      own!.forEach((value, i) =>
        assert.ok(value < 1.1 * plain![i]!, `coordinate ${i}: ${value} against ${plain![i]}`)
      );
    }),
);

testOnBackends(
  "dense layer: R2-G2 has LRT's variance, both below RT's with weights per example, that below shared",
  () => {
    const [batch, n, units] = [4, 12, 2];
    const variances = ["rt", "rt-per-example", "lrt", "r2g2"].map((name, at) => {
      const draws: Record<string, Float64Array[]> = {};
      tf.tidy(() => {
        const site = {
          map: inputMap(normal(key(1), [batch, n])),
          family: diagonal(normal(key(2), [n, units]), scales([n, units])),
        };
        for (let draw = 0; draw < 250; draw++) {
          const noise = foldIn(foldIn(key(8), at), draw);
          const blocks = gradientsOf(getEstimator(name), site, { noise, loss: loss(units) });
          for (const block of ["scale", "upstream"]) {
            const columns = draws[block] ??= Array.from(blocks[block]!, () => new Float64Array(250));
            blocks[block]!.forEach((value, i) => columns[i]![draw] = value);
          }
        }
      });
      return { scale: total(draws["scale"]!), upstream: total(draws["upstream"]!) };
    });
    const [shared, perExample, lrt, r2g2] = variances as [
      typeof variances[0],
      typeof variances[0],
      typeof variances[0],
      typeof variances[0],
    ];
    const text = JSON.stringify(variances);
    assert.ok(perExample.scale < 0.95 * shared.scale, text);
    assert.ok(r2g2.scale < 0.5 * perExample.scale, text);
    assert.ok(r2g2.upstream < 0.9 * perExample.upstream, text);
    for (const block of ["scale", "upstream"] as const) {
      assert.ok(
        Math.abs(r2g2[block] / lrt[block] - 1) < 0.3,
        text,
      );
    }
  },
);
