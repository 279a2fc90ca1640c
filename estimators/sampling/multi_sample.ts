/**
 * K independent draws for one gradient: the plainest way to a lower variance, and the one to beat.
 *
 *     ∇̂ = 1/K Σ_k ∇̂(ε_k)
 * @module
 */
import { composedLabel } from "../labels.ts";
import { foldIn } from "../random/mod.ts";
import type { Estimator } from "../types.ts";
import { planOf, type SamplingPlan, wrapped } from "./plan.ts";

/**
 * Averages K independent copies of an estimator or plan: 1/K of its variance at K times its cost.
 *
 * @param options.samples K, a whole number of at least 1.
 * @throws {RangeError} if `samples` is not one.
 * @example
 * ```ts
 * import { getEstimator } from "../registry.ts";
 * import { key } from "../random/mod.ts";
 * import { multiSample } from "./multi_sample.ts";
 * const plan = multiSample(getEstimator("rt"), { samples: 4 });
 * console.assert(plan.name === "rt*4" && plan.passes(key(0)).length === 4);
 * ```
 */
export function multiSample(estimator: Estimator, { samples }: { readonly samples: number }): SamplingPlan {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new RangeError(`multiSample: samples is ${samples}; wanted a whole number of at least 1`);
  }
  const plan = planOf(estimator);
  return wrapped(plan, {
    name: `${plan.name}*${samples}`,
    label: composedLabel(plan.label, samples),
    times: samples,
    passes: (key) => Array.from({ length: samples }, (_, s) => plan.passes(foldIn(key, s))).flat(),
  });
}
