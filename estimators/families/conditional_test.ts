// ε* = E[ε | z] for correlated families: the projection on the row space of A = W S, dense and in float64.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianFamily } from "../types.ts";
import { foldIn, key } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";
import { cholesky } from "../linalg/cholesky.ts";
import { conjugateGradient } from "../linalg/conjugate_gradient.ts";
import { denseMap } from "../linalg/linear_map.ts";
import { testOnBackends } from "../testing/backends.ts";
import { conditionalNoiseReference } from "../reference.ts";
import { matrices, multiply, transpose } from "../linalg/matrix.ts";
import { full } from "./full.ts";
import { lowRank } from "./low_rank.ts";

const [batch, n, r] = [3, 5, 2];
const random = (shape: number[], at: number) => normal(foldIn(key(51), at), shape);
const positive = (shape: number[]) => tf.add(0.4, uniform(key(52), shape));
const lower = (shape: number[]) => {
  const mask = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => j < i ? 0.5 : 0));
  return tf.add(tf.mul(random(shape, 1), tf.tensor2d(mask)), tf.eye(n));
};

const families: Readonly<Record<string, () => GaussianFamily>> = {
  "full": () => full(random([batch, n], 0), lower([batch, n, n])),
  "full, shared": () => full(random([n], 0), lower([n, n])),
  "low rank": () => lowRank(random([batch, n], 0), positive([batch, n]), random([batch, n, r], 2)),
  "low rank, shared": () => lowRank(random([n], 0), positive([n]), random([n, r], 2)),
  "low rank with tiny scales": () => lowRank(random([n], 0), tf.mul(1e-3, positive([n])), random([n, r], 2)),
};

const maps: Readonly<Record<string, () => tf.Tensor>> = {
  wide: () => random([2, n], 3),
  "wide, per example": () => random([batch, 2, n], 3),
  square: () => random([n, n], 3),
  tall: () => random([8, n], 3),
  "tall, per example": () => random([batch, 8, n], 3),
  singular: () => tf.concat([random([2, n], 3), tf.zeros([1, n]), random([2, n], 3)]),
};

for (const [familyName, makeFamily] of Object.entries(families)) {
  for (const [mapName, makeMap] of Object.entries(maps)) {
    testOnBackends(
      `${familyName}, ${mapName}: the float64 projection, by Cholesky and by CG`,
      () =>
        tf.tidy(() => {
          const site = { map: denseMap(makeMap()), family: makeFamily() };
          const size = site.family.noiseSize;
          const noise = random([batch, size], 4);
          const given = matrices(noise)[0]!;
          // Rows of S, from unit vectors through Sᵀ.
          const root = (b: number) =>
            transpose(Array.from({ length: size }, (_, j) => {
              const unit = tf.tensor2d([Array.from({ length: size }, (_, k) => k === j ? 1 : 0)]);
              return matrices(site.family.applyRoot(tf.mul(tf.ones([batch, 1]), unit)))[0]![b]!;
            }));
          const all = matrices(site.map.matrix);
          const wanted = given.map((row, b) =>
            conditionalNoiseReference(multiply(all.length === 1 ? all[0]! : all[b]!, root(b)), row)
          );
          const worst = (found: tf.Tensor) =>
            Math.max(
              ...matrices(found)[0]!.flatMap((row, b) => row.map((v, k) => Math.abs(v - wanted[b]![k]!))),
            );
          const exact = cholesky.conditionNoise(site, noise);
          const tolerance = familyName.includes("tiny") ? 2e-3 : 2e-5;
          assert.ok(worst(exact.noise) < tolerance, `cholesky is off by ${worst(exact.noise)}`);
          if (familyName.includes("tiny")) return;
          const iterated = conjugateGradient({
            stopping: "relative",
            start: "zero",
            tolerance: 1e-5,
            maxIterations: 200,
          })
            .conditionNoise(site, noise);
          assert.ok(worst(iterated.noise) < 5e-3, `cg is off by ${worst(iterated.noise)}`);
        }),
    );
  }
}
