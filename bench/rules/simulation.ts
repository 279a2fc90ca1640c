/**
 * How often intervals miss and rules err, by simulation with known truths.
 * @module
 */
import { foldIn, key } from "../../estimators/random/mod.ts";
import type { Key } from "../../estimators/random/mod.ts";

/** Least coverage of an interval that is called 95 %. */
export const LEAST_COVERAGE = 0.93;
/** Most false verdicts of a rule. */
export const MOST_ERRORS = 0.05;
/** Monte-Carlo standard errors that a rate may lie beyond. */
const STANDARD_ERRORS = 3;

/** Something that is simulated. */
export interface Simulation {
  /** What, and of how many units. */
  readonly name: string;
  /** An interval that holds the truth, or a rule that states what is false. */
  readonly kind: "coverage" | "error";
  /** Whether one trial does; a pure function of the key. */
  trial(key: Key): boolean;
}

/** How often it did. */
export interface Rate extends Pick<Simulation, "name" | "kind"> {
  readonly rate: number;
  /** Monte-Carlo standard error, at the bound that the rate is held against. */
  readonly standardError: number;
  /** Whether the rate keeps its bound, up to three standard errors. */
  readonly kept: boolean;
}

/**
 * Runs a simulation; trial i has the i-th key, so that the same number gives the same rate.
 *
 * @example
 * ```ts
 * import { simulate } from "./simulation.ts";
 * const { rate, kept } = simulate({ name: "never", kind: "coverage", trial: () => false }, 100);
 * console.assert(rate === 0 && !kept);
 * ```
 */
export function simulate({ name, kind, trial }: Simulation, trials: number): Rate {
  const root = [...name].reduce((k, letter) => foldIn(k, letter.charCodeAt(0)), key(0));
  let hits = 0;
  for (let i = 0; i < trials; i++) if (trial(foldIn(root, i))) hits++;
  const rate = hits / trials;
  const bound = kind === "coverage" ? LEAST_COVERAGE : MOST_ERRORS;
  const standardError = Math.sqrt(bound * (1 - bound) / trials);
  const beyond = kind === "coverage" ? bound - rate : rate - bound;
  return { name, kind, rate, standardError, kept: beyond <= STANDARD_ERRORS * standardError };
}
