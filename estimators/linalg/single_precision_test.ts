import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "../types.ts";
import { diagonal } from "../families/diagonal.ts";
import { full } from "../families/full.ts";
import { foldIn, key } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";
import { activate, assertNoLeak, testOnCpu } from "../testing/backends.ts";
import { conditionalNoiseReference } from "../reference.ts";
import { diag, matrices, multiply } from "./matrix.ts";
import { denseMap } from "./linear_map.ts";
import { projectInSinglePrecision } from "./single_precision.ts";

const batch = 4;
const random = (shape: number[], at = 0) => normal(foldIn(key(61), at), shape);
const scales = (n: number) => tf.add(0.3, uniform(key(62), [batch, n]));
const site = (matrix: tf.Tensor, scale = scales(matrix.shape.at(-1)!)): GaussianSite => ({
  map: denseMap(matrix),
  family: diagonal(tf.zerosLike(scale), scale),
});

for (const shape of [[1, 5], [3, 7], [12, 30], [batch, 3, 7], [batch, 12, 30]]) {
  Deno.test(`a well-conditioned map of shape [${shape}] is solved here, to the float64 projection`, async () => {
    await activate("wasm");
    tf.tidy(() => {
      const made = site(random(shape));
      const noise = random([batch, shape.at(-1)!], 9);
      const solution = projectInSinglePrecision(made, noise);
      assert.ok(solution !== undefined, "left to float64");
      assert.deepEqual([solution.status, solution.rank, solution.iterations], ["converged", shape.at(-2), 0]);
      const scale = matrices(made.family.parameters["scale"]!)[0]!;
      const maps = matrices(made.map.matrix);
      matrices(solution.noise)[0]!.forEach((row, b) => {
        const root = multiply(maps[maps.length === 1 ? 0 : b]!, diag(scale[b]!));
        const wanted = conditionalNoiseReference(root, matrices(noise)[0]![b]!);
        row.forEach((value, k) =>
          assert.ok(Math.abs(value - wanted[k]!) < 1e-5, `${value} for ${wanted[k]}`)
        );
      });
    });
  });
}

const bad: Readonly<Record<string, () => GaussianSite>> = {
  "a row repeated": () => site(tf.gather(random([2, 7]), tf.tensor1d([0, 1, 0], "int32"))),
  "a row of zeros": () => site(tf.concat([random([2, 7]), tf.zeros([1, 7])])),
  "more rows than columns": () => site(random([9, 4])),
  "rows that are nearly parallel": () =>
    site(tf.add(tf.mul(1e-3, random([3, 7])), tf.gather(random([1, 7], 1), tf.zeros([3], "int32")))),
  "one bad example of four": () => {
    const parts = tf.unstack(random([batch, 3, 7]));
    return site(tf.stack([...parts.slice(0, 3), tf.zeros([3, 7])]));
  },
  "NaN": () => site(tf.mul(random([3, 7]), NaN)),
};

for (const [name, make] of Object.entries(bad)) {
  Deno.test(`${name}: left to float64`, async () => {
    await activate("wasm");
    tf.tidy(() => {
      const made = make();
      assert.equal(projectInSinglePrecision(made, random([batch, made.map.inputs], 9)), undefined);
    });
  });
}

Deno.test("nothing is left behind, solved or not", async () => {
  await activate("wasm");
  const good = site(random([3, 7]));
  const correlated: GaussianSite = {
    map: good.map,
    family: full(tf.zeros([batch, 7]), tf.add(tf.zeros([batch, 7, 7]), tf.eye(7))),
  };
  const noise = random([batch, 7], 9);
  assertNoLeak(() => projectInSinglePrecision(good, noise)!.noise.dispose());
  assertNoLeak(() => projectInSinglePrecision(correlated, noise)!.noise.dispose());
  const singular = bad["a row repeated"]!();
  assertNoLeak(() => assert.equal(projectInSinglePrecision(singular, noise), undefined));
});

testOnCpu("a backend without the compiled solver leaves all to float64", () => {
  assert.equal(projectInSinglePrecision(site(random([3, 7])), random([batch, 7], 9)), undefined);
});
