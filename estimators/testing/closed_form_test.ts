import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "../types.ts";
import { diagonal, diagonalLogScale } from "../families/diagonal.ts";
import { denseMap, inputMap, withMatrix } from "../linalg/linear_map.ts";
import { foldIn, key } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";
import { activate } from "./backends.ts";
import { expectedGradients, expectedMoments } from "./closed_form.ts";
import { multiply, trace } from "../linalg/matrix.ts";
import { quadraticLoss, randomQuadratic } from "./quadratic.ts";

const scale = (shape: number[]) => tf.add(0.5, uniform(key(2), shape));

const sites: readonly { name: string; rows: number; columns: number; site: () => GaussianSite }[] = [
  {
    name: "latent, shared map",
    rows: 1,
    columns: 3,
    site: () => ({
      map: denseMap(normal(key(3), [3, 4])),
      family: diagonal(normal(key(1), [2, 4]), scale([2, 4])),
    }),
  },
  {
    name: "latent, map per example, log-scale shared",
    rows: 1,
    columns: 3,
    site: () => ({
      map: denseMap(normal(key(3), [2, 3, 4])),
      family: diagonalLogScale(normal(key(1), [4]), scale([4])),
    }),
  },
  {
    name: "dense weights",
    rows: 1,
    columns: 2,
    site: () => ({
      map: inputMap(normal(key(3), [3, 4])),
      family: diagonal(normal(key(1), [4, 2]), scale([4, 2])),
    }),
  },
  {
    name: "weights over positions, log-scale",
    rows: 3,
    columns: 2,
    site: () => ({
      map: inputMap(normal(key(3), [2, 3, 4])),
      family: diagonalLogScale(normal(key(1), [4, 2]), scale([4, 2])),
    }),
  },
];

// The expected loss is quadratic in everything but log-scales, so central differences have no error of their own.
for (const { name, rows, columns, site: make } of sites) {
  Deno.test(`the closed-form gradient is the derivative of the closed-form value: ${name}`, async () => {
    await activate("cpu");
    const site = make();
    const objective = randomQuadratic(key(9), { rows, columns, curved: true });
    const { blocks } = expectedGradients(site, objective);
    const tensors = [...Object.values(site.family.parameters), site.map.matrix];
    const names = [...Object.keys(site.family.parameters), "upstream"];
    const valueAt = (moved: tf.Tensor[]) =>
      expectedGradients({
        map: withMatrix(site.map, moved.at(-1)!),
        family: site.family.withParameters(moved.slice(0, -1)),
      }, objective).value;
    const h = 2 ** -7;
    names.forEach((block, t) => {
      const size = tensors[t]!.size;
      assert.equal(blocks[block]!.length, size);
      for (let i = 0; i < size; i++) {
        const shifted = (by: number) => {
          const step = tf.mul(by, tf.reshape(tf.oneHot(tf.tensor1d([i], "int32"), size), tensors[t]!.shape));
          return tensors.map((tensor, at) => at === t ? tf.add(tensor, step) : tensor);
        };
        const difference = (valueAt(shifted(h)) - valueAt(shifted(-h))) / (2 * h);
        const tolerance = block === "logScale" ? 2e-3 : 1e-4;
        assert.ok(
          Math.abs(difference - blocks[block]![i]!) < tolerance * (1 + Math.abs(difference)),
          `${block}[${i}]: ${blocks[block]![i]} against a difference of ${difference}`,
        );
      }
    });
  });

  Deno.test(`value, moments and loss agree: ${name}`, async () => {
    await activate("cpu");
    const site = make();
    const objective = randomQuadratic(key(9), { rows, columns, curved: true });
    const moments = expectedMoments(site);
    const { value } = expectedGradients(site, objective);
    const loss = quadraticLoss(objective);
    const atMean = tf.reshape(tf.tensor(moments.map((m) => [...m.mean])), [-1, rows, columns]);
    const curvature = moments.map(({ covariance }) => {
      // ½ tr((R ⊗ Q) C) with entries in the order [P, O].
      const kronecker = objective.positions.flatMap((r) =>
        objective.units.map((q) => r.flatMap((a) => q.map((b) => a * b)))
      );
      return 0.5 * trace(multiply(kronecker, covariance));
    });
    const losses = loss(rows === 1 ? tf.squeeze(atMean, [1]) : atMean).dataSync();
    const expected = curvature.reduce((sum, c, b) => sum + (c + losses[b]!) / losses.length, 0);
    assert.ok(Math.abs(value - expected) < 1e-5 * (1 + Math.abs(value)), `${value} against ${expected}`);
  });
}

Deno.test("a linear loss has no scale gradient and the map's transpose as its mean gradient", async () => {
  await activate("cpu");
  const site = sites[0]!.site();
  const objective = randomQuadratic(foldIn(key(9), 1), { rows: 1, columns: 3, curved: false });
  const { blocks } = expectedGradients(site, objective);
  assert.ok(blocks["scale"]!.every((g) => g === 0));
  const pulled = tf.matMul(tf.tensor2d(objective.linear as number[][]), site.map.matrix as tf.Tensor2D)
    .dataSync();
  assert.ok(blocks["mean"]!.every((g, i) => Math.abs(2 * g - pulled[i % 4]!) < 1e-6));
});
