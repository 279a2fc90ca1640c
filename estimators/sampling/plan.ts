/**
 * How many draws one gradient averages, and how they depend on each other.
 *
 * A plan is a list of passes, each an estimator with a key. Whatever takes an estimator and a key, a site or
 * a model of many sites, is run once for every pass and the results are averaged. So "more samples" is a
 * competitor of its own that composes with any estimator, and no model knows about it. What is averaged are the
 * losses of whole passes: there is no single draw that would have their gradient.
 * @module
 */
import type { Key } from "../random/mod.ts";
import type { Estimator, SamplingPass } from "../types.ts";

/** A way to spend several draws on one gradient: an estimator with passes, whose `draw` throws. */
export interface SamplingPlan extends Estimator {
  /** The passes of one gradient, at least one. */
  passes(key: Key): readonly SamplingPass[];
}

/** Whether an estimator averages several draws. */
export function isComposed(estimator: Estimator): estimator is SamplingPlan {
  return estimator.passes !== undefined;
}

/** An estimator as a plan of one pass; a plan as it is. */
export function planOf(estimator: Estimator): SamplingPlan {
  if (isComposed(estimator)) return estimator;
  return { ...estimator, passes: (key) => [{ estimator, key }] };
}

/** Runs all passes of one gradient, and frees what they hold in common. */
export function withPasses<T>(
  plan: SamplingPlan,
  key: Key,
  use: (passes: readonly SamplingPass[]) => T,
): T {
  const passes = plan.passes(key);
  try {
    return use(passes);
  } finally {
    for (const pass of passes) pass.release?.();
  }
}

/** What a plan changes of the one that it wraps. */
export interface Wrapping {
  /** Name of the new plan, by which `getEstimator` finds it. */
  readonly name: string;
  /** Label in charts and tables. */
  readonly label: string;
  /** Passes of the new plan for each of the old. */
  readonly times: number;
  /** Options beyond the number of draws. @default none */
  readonly options?: Estimator["options"];
  /** The new plan's passes. */
  passes(key: Key): readonly SamplingPass[];
}

/** A plan around another: it supports the same sites at `times` the cost. */
export function wrapped(
  inner: SamplingPlan,
  { name, label, times, options = {}, passes }: Wrapping,
): SamplingPlan {
  const draws = times * Number(inner.options["draws"] ?? 1);
  return {
    name,
    label,
    unbiased: inner.unbiased,
    options: { ...inner.options, ...options, draws },
    supports: (site) => inner.supports(site),
    noiseShape: (site, batch) => inner.noiseShape(site, batch),
    draw() {
      throw new RangeError(
        `${name} averages the losses of ${draws} draws, so that no single draw has its gradient: ` +
          "use gradients, gradientSamples or preactivations, or run the loss on each of its passes",
      );
    },
    passes,
    cost(site) {
      const { fixed, perIteration } = inner.cost(site);
      return { fixed: times * fixed, perIteration: times * perIteration };
    },
  };
}
