/**
 * Negative controls: estimators that are wrong on purpose, which every test of unbiasedness must reject.
 *
 * A check that cannot fail proves nothing. The first is a fault that a published library has.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Estimator, GaussianFamily } from "../types.ts";
import { conjugateGradient } from "../linalg/conjugate_gradient.ts";
import { r2g2 } from "../r2g2.ts";
import { reparameterisation } from "../reparameterisation.ts";
import { constant } from "../site.ts";

/** RT whose scale gradient is divided by a number of samples, as if their noises were one. */
const dividedBySamples = withScaleShare({
  name: "scale-divided-by-samples",
  label: "RT, scale ÷ 2",
  share: 0.5,
});

/** RT whose noise does not reach the scale. */
const droppedTerm = withScaleShare({ name: "scale-term-dropped", label: "RT, scale term dropped", share: 0 });

/** R2-G2 whose solver stops after one iteration: ε* is damped wherever AAᵀ is ill-conditioned. */
const oneIteration = r2g2({
  name: "cg-one-iteration",
  label: "R2-G2, one CG iteration",
  solver: conjugateGradient({ maxIterations: 1 }),
});

const controls: ReadonlyMap<string, Estimator> = new Map(
  [dividedBySamples, droppedTerm, oneIteration].map((control) => [control.name, control]),
);

/** Names of the negative controls. */
export function controlNames(): string[] {
  return [...controls.keys()];
}

/**
 * A negative control by its name.
 *
 * @throws {RangeError} that lists the controls if there is none of that name.
 * @example
 * ```ts
 * import { getControl } from "./controls.ts";
 * console.assert(!getControl("cg-one-iteration").unbiased);
 * ```
 */
export function getControl(name: string): Estimator {
  const control = controls.get(name);
  if (control !== undefined) return control;
  throw new RangeError(`unknown control ${JSON.stringify(name)} (known: ${controlNames().join(", ")})`);
}

/** RT with the right value, of whose path to the scale only a share is differentiated. */
function withScaleShare(
  { name, label, share }: { readonly name: string; readonly label: string; readonly share: number },
): Estimator {
  return {
    ...reparameterisation,
    name,
    label,
    unbiased: false,
    draw: ({ map, family }, noise) => reparameterisation.draw({ map, family: damped(family, share) }, noise),
  };
}

function damped(family: GaussianFamily, share: number): GaussianFamily {
  return {
    ...family,
    applyRoot(noise) {
      const deviation = family.applyRoot(noise);
      return tf.add(tf.mul(share, deviation), constant(() => tf.mul(1 - share, deviation)));
    },
  };
}
