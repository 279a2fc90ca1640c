/**
 * The registered objectives: one line each.
 * @module
 */
import { doublyReparameterised } from "./doubly_reparameterised.ts";
import { evidenceBound, stickingTheLanding } from "./evidence_bound.ts";
import { importanceWeighted, importanceWeightedLanding } from "./importance_weighted.ts";
import type { BoundObjective, BoundSettings } from "./types.ts";

/** All objectives, the evidence bound first. */
export const BOUND_OBJECTIVES: readonly BoundObjective[] = [
  evidenceBound,
  stickingTheLanding,
  importanceWeighted,
  importanceWeightedLanding,
  doublyReparameterised,
];

/**
 * The objective of a bound and a gradient, and its K.
 *
 * @throws {RangeError} for a combination that is not registered, naming those that are, or a K below one.
 * @example
 * ```ts
 * import { boundObjective } from "./registry.ts";
 * const { objective, samples } = boundObjective({ bound: "iwae", samples: 5, gradient: "dreg" });
 * console.assert(objective.bias({ samples, conditioned: false }) === undefined);
 * console.assert(objective.bias({ samples, conditioned: true })?.includes("R2-G2"));
 * ```
 */
export function boundObjective(
  { bound = "elbo", samples = 1, gradient = "plain" }: BoundSettings = {},
): { readonly objective: BoundObjective; readonly samples: number } {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new RangeError(`objective: samples is ${samples}; wanted a whole number of at least 1`);
  }
  const objective = BOUND_OBJECTIVES.find((each) => each.bound === bound && each.gradient === gradient);
  if (objective !== undefined) return { objective, samples };
  const known = BOUND_OBJECTIVES.map((each) => `${each.bound} ${each.gradient}`).join(", ");
  throw new RangeError(`objective: no gradient ${gradient} of the bound ${bound} (registered: ${known})`);
}
