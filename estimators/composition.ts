/**
 * Names of estimators that are composed of others: `rt-antithetic`, `r2g2*4`, `rt-antithetic*2`, `rt*3-antithetic`.
 *
 * The last part is the outermost: `rt-antithetic*2` averages two independent pairs of opposite noises.
 * @module
 */
import type { Estimator } from "./types.ts";
import { antithetic } from "./antithetic.ts";
import { multiSample } from "./multi_sample.ts";
import type { SamplingPlan } from "./sampling_plan.ts";

/** How names compose, for error messages and help. */
export const COMPOSITION_SYNTAX = "NAME-antithetic and NAME*K compose, e.g. rt-antithetic*2";

const ANTITHETIC = "-antithetic";
const SAMPLES = /\*(\d+)$/;

/** Whether a name says that it is composed. */
export function isComposedName(name: string): boolean {
  return innerName(name) !== name;
}

/**
 * The name of the estimator that draws: what is left without what composes it.
 *
 * @example
 * ```ts
 * import { innerName } from "./composition.ts";
 * console.assert(innerName("rt-per-example-antithetic*2") === "rt-per-example");
 * ```
 */
export function innerName(name: string): string {
  return name.replace(/(-antithetic|\*\d+)*$/, "");
}

/**
 * The plan that a name composes; undefined where it composes nothing.
 *
 * @param get finds the estimator of a shorter name.
 * @throws {RangeError} for `*0`, and what `get` throws.
 */
export function compose(name: string, get: (name: string) => Estimator): SamplingPlan | undefined {
  if (name.endsWith(ANTITHETIC)) return antithetic(get(name.slice(0, -ANTITHETIC.length)));
  const samples = SAMPLES.exec(name);
  if (samples === null) return undefined;
  return multiSample(get(name.slice(0, samples.index)), { samples: Number(samples[1]) });
}
