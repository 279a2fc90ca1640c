/**
 * How many draws one gradient averages, and how they depend on each other.
 *
 * A plan is a list of passes, each an estimator with a key. Whatever takes an estimator and a key, a site or
 * a model of many sites, is run once for every pass and the results are averaged. So "more samples" is a
 * competitor of its own that composes with any estimator, and no model knows about it.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Cost, Estimator, GaussianSite } from "./types.ts";
import { type GradientOptions, gradients, type SiteGradients } from "./gradients.ts";
import type { Key } from "./random/mod.ts";

/** One run of a loss: every site that it meets is drawn by this estimator, from this key. */
export interface Pass {
  /** What draws. */
  readonly estimator: Estimator;
  /** From what it draws. */
  readonly key: Key;
}

/** A way to spend several draws on one gradient. */
export interface SamplingPlan {
  /** Name in records, e.g. `rt-x4` or `rt-antithetic`. */
  readonly name: string;
  /** Label in charts and tables. */
  readonly label: string;
  /** The passes of one gradient, at least one; the same key gives the same passes. */
  passes(key: Key): readonly Pass[];
  /** Arithmetic of one gradient's draws at a site: the sum over the passes. */
  cost(site: GaussianSite): Cost;
}

/** What can be wrapped: an estimator is the plan of one pass. */
export type Sampled = Estimator | SamplingPlan;

/** An estimator as a plan of one pass; a plan as it is. */
export function planOf(sampled: Sampled): SamplingPlan {
  if ("passes" in sampled) return sampled;
  const { name, label } = sampled;
  return { name, label, passes: (key) => [{ estimator: sampled, key }], cost: (site) => sampled.cost(site) };
}

/**
 * The gradient that a plan's passes average to.
 *
 * @throws {RangeError} if an estimator of the plan does not support the site.
 * @example Four draws instead of one
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { denseMap } from "./linalg/linear_map.ts";
 * import { diagonal } from "./families/diagonal.ts";
 * import { getEstimator } from "./registry.ts";
 * import { key } from "./random/mod.ts";
 * import { multiSample } from "./multi_sample.ts";
 * import { planGradients } from "./sampling_plan.ts";
 *
 * const site = { map: denseMap(tf.tensor2d([[1]])), family: diagonal(tf.zeros([8, 1]), tf.ones([8, 1])) };
 * const plan = multiSample(getEstimator("rt"), { samples: 4 });
 * const { blocks } = planGradients(plan, site, key(0), { loss: (z) => tf.sum(tf.square(z), -1) });
 * console.assert(blocks["mean"]!.shape.join() === "8,1");
 * ```
 */
export function planGradients(
  sampled: Sampled,
  site: GaussianSite,
  key: Key,
  options: Omit<GradientOptions, "samples">,
): SiteGradients {
  const passes = planOf(sampled).passes(key);
  return tf.tidy(() => {
    const all = passes.map((pass) => gradients(pass.estimator, site, pass.key, options));
    const mean = (parts: tf.Tensor[]) =>
      parts.length === 1 ? parts[0]! : tf.div(tf.addN(parts), parts.length);
    const names = Object.keys(all[0]!.blocks);
    return {
      value: mean(all.map(({ value }) => value)),
      blocks: Object.fromEntries(names.map((name) => [name, mean(all.map(({ blocks }) => blocks[name]!))])),
    };
  });
}
