import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  conjugateGradient,
  denseMap,
  diagonal,
  foldIn,
  type GaussianSite,
  key,
  uniform,
  useBackend,
} from "../../../estimators/mod.ts";
import { mean } from "../../stats/mod.ts";
import { solverError } from "./solver_error.ts";

const [OUTPUTS, LATENTS] = [200, 50];

/** Equal scales under a Glorot-uniform map. */
function site(scale: number, batch: number): GaussianSite {
  const limit = Math.sqrt(6 / (OUTPUTS + LATENTS));
  const matrix = tf.tidy(() => tf.mul(limit, tf.sub(tf.mul(2, uniform(key(1), [OUTPUTS, LATENTS])), 1)));
  const shape = [batch, LATENTS];
  return { map: denseMap(matrix), family: diagonal(tf.zeros(shape), tf.fill(shape, scale)) };
}

/** Mean ‖ε* − ε‖ / ‖ε‖ of the published solver over 80 systems, so many of them in a batch. */
async function distance(scale: number, batch: number): Promise<number> {
  const own = site(scale, batch);
  const found: number[] = [];
  for (let i = 0; i * batch < 80; i++) {
    const metrics = await solverError(own, {
      solver: conjugateGradient(),
      key: foldIn(key(2), i),
      layer: "latent1",
      at: {},
    });
    found.push(...metrics.find(({ name }) => name === "noise-distance")!.values);
  }
  tf.dispose([own.map.matrix, ...Object.values(own.family.parameters)]);
  assert.equal(found.length, 80);
  return mean(found);
}

// What the documentation of the experiment says, and what was found before with systems that stop one by one.
const published: [scale: number, inBatch: number, alone: number][] = [
  [0.03, 0.013, 0.018],
  [0.003, 0.19, 0.27],
];
for (const [scale, inBatch, alone] of published) {
  Deno.test(`published CG at scales ${scale}: a batch continues until its worst system passes`, async () => {
    await useBackend("wasm", { blas: "off" });
    const [together, apart] = [await distance(scale, 80), await distance(scale, 1)];
    assert.ok(Math.abs(together / inBatch - 1) < 0.15, `${together} in a batch`);
    assert.ok(Math.abs(apart / alone - 1) < 0.15, `${apart} alone`);
  });
}
