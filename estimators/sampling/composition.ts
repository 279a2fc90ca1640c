/**
 * Estimators that are composed of others by their name, whose grammar is in `labels.ts`.
 * @module
 */
import type { Estimator } from "../types.ts";
import { antithetic } from "./antithetic.ts";
import { compositionOf } from "../labels.ts";
import { jointSample } from "./joint.ts";
import { multiSample } from "./multi_sample.ts";
import type { SamplingPlan } from "./plan.ts";

/**
 * The plan that a name composes; undefined where it composes nothing.
 *
 * @param get finds the estimator of a shorter name.
 * @throws {RangeError} for `*0`, a rule on what is composed already, and what `get` throws.
 */
export function compose(name: string, get: (name: string) => Estimator): SamplingPlan | undefined {
  const composition = compositionOf(name);
  if (composition === undefined) return undefined;
  const { inner, by } = composition;
  if (by === "antithetic") return antithetic(get(inner));
  return typeof by === "number" ? multiSample(get(inner), { samples: by }) : jointSample(get(inner), by);
}
