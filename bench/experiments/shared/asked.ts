/**
 * Estimators that the user names go everywhere; lists of suites and of the zoo are defaults.
 * @module
 */
import type { RunSettings } from "../../types.ts";
import type { Comparison } from "../../measure/matched_draws.ts";

/** The run's estimators at a place: all that the user named, otherwise those that a list of the place has. */
export function estimatorsAt({ estimators, asked }: RunSettings, ...lists: (readonly string[])[]): string[] {
  return estimators.filter((name) => asked || lists.every((list) => list.includes(name)));
}

/** What is compared: the first that the user named with the second, and the others beside them; or the suite's. */
export function comparisonAt(
  { estimators, asked }: RunSettings,
  { baseline, treatment, contenders = [] }: Comparison,
): Comparison {
  if (!asked) return { baseline, ...(treatment === undefined ? {} : { treatment }), contenders };
  const [first, second, ...others] = estimators;
  return { baseline: first!, ...(second === undefined ? {} : { treatment: second }), contenders: others };
}
