/**
 * Gradients of a loss for one given noise, as plain arrays: what identities between estimators compare.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Estimator, GaussianSite, NoiseSource } from "../types.ts";
import type { SiteLoss } from "../gradients.ts";
import { surrogate } from "../surrogate.ts";
import { withMatrix } from "../linalg/linear_map.ts";
import assert from "node:assert/strict";

/** By block: the pre-activations, the family's parameters and `upstream`. */
export type Blocks = Readonly<Record<string, Float32Array>>;

/** The gradient of the mean loss for this noise, and the pre-activations under `z`. */
export function gradientsOf(
  estimator: Estimator,
  site: GaussianSite,
  { noise, loss }: { readonly noise: NoiseSource; readonly loss: SiteLoss },
): Blocks {
  const names = [...Object.keys(site.family.parameters), "upstream"];
  return tf.tidy(() => {
    const { grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
      const family = site.family.withParameters(tensors.slice(0, -1));
      const draw = estimator.draw({ map: withMatrix(site.map, tensors.at(-1)!), family }, noise);
      return surrogate(loss(draw.preactivations), [draw]) as tf.Scalar;
    })([...Object.values(site.family.parameters), site.map.matrix]);
    const z = estimator.draw(site, noise).preactivations.dataSync();
    return { z, ...Object.fromEntries(names.map((name, i) => [name, grads[i]!.dataSync()])) };
  }) as Blocks;
}

/** Fails unless all values are close, in units of the largest of them. */
export function assertBlockClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length);
  const size = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
  const worst = Array.from(expected).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - actual[i]!)),
    0,
  );
  assert.ok(worst <= tolerance * size, `differ by ${worst}, of values up to ${size}`);
}
