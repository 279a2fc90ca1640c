/**
 * What competes in the larger suites: estimators alone, and composed in each way that lowers variance.
 * @module
 */

/** Rules that couple several draws, with the fewest that each takes. */
const RULES = { "orthogonal": 2, "moment-matched": 4, "sobol": 2 } as const;

/** A rule of {@linkcode composed}. */
export type Rule = keyof typeof RULES;

/**
 * Each estimator alone, with antithetic pairs, and by some rules with several numbers of draws that are coupled.
 *
 * @example
 * ```ts
 * import { composed } from "./contenders.ts";
 * console.assert(
 *   composed(["rt"], { orthogonal: [4], sobol: [] }).join() === "rt,rt-antithetic,rt-orthogonal*4",
 * );
 * ```
 */
export function composed(
  estimators: readonly string[],
  rules: Readonly<Partial<Record<Rule, readonly number[]>>>,
): string[] {
  return estimators.flatMap((name) => [
    name,
    `${name}-antithetic`,
    ...Object.entries(rules).flatMap(([rule, draws]) =>
      draws.filter((count) => count >= RULES[rule as Rule]).map((count) => `${name}-${rule}*${count}`)
    ),
  ]);
}
