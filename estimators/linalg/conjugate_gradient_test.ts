import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "../types.ts";
import { diagonal } from "../families/diagonal.ts";
import { foldIn, key } from "../random/mod.ts";
import { normal } from "../random/tensors.ts";
import { testOnBackends } from "../testing/backends.ts";
import { conjugateGradient, type ConjugateGradientOptions } from "./conjugate_gradient.ts";
import { denseMap } from "./linear_map.ts";

/** The paper's VAE: 50 latents into 200 units, a Glorot-normal matrix, a batch of 80. */
function vaeSite(scale: tf.Tensor): GaussianSite {
  const matrix = tf.mul(normal(key(1), [200, 50]), Math.sqrt(2 / 250));
  const scales = tf.mul(tf.ones([80, 1]), scale);
  return { map: denseMap(matrix), family: diagonal(tf.zeros([80, 50]), scales) };
}

function solve(site: GaussianSite, options: ConjugateGradientOptions = {}) {
  const noise = normal(key(2), [80, 50]);
  const solution = conjugateGradient(options).conditionNoise(site, noise);
  const error = tf.div(tf.norm(tf.sub(solution.noise, noise)), tf.norm(noise)).dataSync()[0]!;
  return { ...solution, error };
}

// ε* = ε exactly here, as W has full column rank: the error is all the solver's.
const published: readonly (readonly [scale: number, low: number, high: number])[] = [
  [1, 0, 0.002],
  [0.1, 0, 0.01],
  [0.03, 0.005, 0.03],
  [0.01, 0.03, 0.12],
  [0.003, 0.12, 0.35],
];

for (const [scale, low, high] of published) {
  testOnBackends(
    `the published rule at σ = ${scale}: error of ε* between ${low} and ${high}`,
    () =>
      tf.tidy(() => {
        const { error, status, iterations, residual } = solve(vaeSite(tf.fill([50], scale)));
        assert.ok(error >= low && error <= high, `${error}`);
        // It calls itself done: the residual is small in units of z, which says nothing of the noise.
        assert.equal(status, "converged");
        assert.ok(residual < 1.1e-3, `residual ${residual}`);
        assert.ok(iterations >= 3 && iterations <= 25, `${iterations} iterations`);
      }),
  );
}

const uneven = () => tf.tensor1d(Array.from({ length: 50 }, (_, k) => 0.02 * 50 ** (k / 49)));

testOnBackends(
  "uneven scales (.02 to 1): at the cap, with an error that the cap decides",
  () =>
    tf.tidy(() => {
      const ten = solve(vaeSite(uneven()), { maxIterations: 10 });
      const fifty = solve(vaeSite(uneven()));
      assert.deepEqual([ten.iterations, fifty.iterations], [10, 50]);
      assert.deepEqual([ten.status, fifty.status], ["unconverged", "unconverged"]);
      assert.ok(ten.error > 0.35 && ten.error < 0.65, `${ten.error}`);
      assert.ok(fifty.error > 0.01 && fifty.error < 0.12, `${fifty.error}`);
      assert.ok(fifty.residual < ten.residual);
    }),
);

testOnBackends("the start changes the way, not the answer", () =>
  tf.tidy(() => {
    const site = vaeSite(tf.ones([50]));
    const [rhs, zero] = [solve(site), solve(site, { start: "zero" })];
    assert.ok(tf.max(tf.abs(tf.sub(rhs.noise, zero.noise))).dataSync()[0]! < 5e-3);
    const [one, other] = [
      solve(site, { maxIterations: 1 }),
      solve(site, { maxIterations: 1, start: "zero" }),
    ];
    assert.ok(tf.max(tf.abs(tf.sub(one.noise, other.noise))).dataSync()[0]! > 1e-2);
  }));

testOnBackends("the relative rule is of use where the absolute one is not", () =>
  tf.tidy(() => {
    const tight = { stopping: "relative", start: "zero", tolerance: 1e-5, maxIterations: 200 } as const;
    const { error, status, iterations } = solve(vaeSite(tf.fill([50], 0.003)), tight);
    assert.equal(status, "converged");
    assert.ok(error < 1e-4, `${error}`);
    assert.ok(iterations < 40, `${iterations}`);
  }));

testOnBackends("a right-hand side of zero is solved at once and by zero", () =>
  tf.tidy(() => {
    const site = vaeSite(tf.ones([50]));
    for (const stopping of ["published", "relative"] as const) {
      const solver = conjugateGradient({ stopping });
      const { noise, iterations, residual } = solver.conditionNoise(site, tf.zeros([80, 50]));
      assert.deepEqual([iterations, residual], [0, 0]);
      assert.ok(noise.dataSync().every((value) => value === 0));
    }
  }));

testOnBackends("rank-many iterations solve a system that float32 can hold", () =>
  tf.tidy(() => {
    const matrix = normal(foldIn(key(1), 3), [3, 8]);
    const site = { map: denseMap(matrix), family: diagonal(tf.zeros([8]), tf.ones([8])) };
    const solver = conjugateGradient({ stopping: "relative", tolerance: 1e-4, start: "zero" });
    const { iterations, status } = solver.conditionNoise(site, normal(key(4), [5, 8]));
    assert.ok(iterations <= 4, `${iterations}`);
    assert.equal(status, "converged");
  }));

Deno.test("options are checked and recorded", () => {
  assert.throws(() => conjugateGradient({ maxIterations: 0 }), /maxIterations is 0/);
  assert.throws(() => conjugateGradient({ maxIterations: 2.5 }), RangeError);
  assert.throws(() => conjugateGradient({ tolerance: 0 }), /tolerance is 0/);
  assert.throws(() => conjugateGradient({ tolerance: NaN }), RangeError);
  assert.deepEqual(conjugateGradient().options, {
    maxIterations: 50,
    tolerance: 1e-3,
    start: "rhs",
    stopping: "published",
  });
});
