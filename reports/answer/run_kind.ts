/**
 * What a run can decide, from the seeds and processes that it has.
 * @module
 */
import { FEWEST_SEEDS } from "../experiments/claim.ts";
import { plural } from "../look/format.ts";
import type { ScorecardRow } from "./scorecard.ts";

/** Suites that are made to be quick, whatever they hold. */
const SMALL: readonly string[] = ["smoke", "demo", "quick"];

/** Whether a run can say which estimator to use. */
export interface RunKind {
  /** Whether it is too small for that. */
  readonly trial: boolean;
  /** `Quick run`. */
  readonly name: string;
  /** What it lacks for that: `2 seeds of training and 2 of gradients, where 3 are the least`. */
  readonly wanting: string;
}

/** The rule: three seeds of training at equal time, or of gradients along training; never a small suite. */
export function runKind(suite: string | undefined, rows: readonly ScorecardRow[]): RunKind {
  const trained = Math.max(0, ...rows.flatMap(({ trained }) => trained.map(({ pairs }) => pairs)));
  const gradients = Math.max(0, ...rows.map(({ seeds }) => seeds));
  const small = suite !== undefined && SMALL.includes(suite);
  const few = trained < FEWEST_SEEDS && gradients < FEWEST_SEEDS;
  return {
    trial: small || few,
    name: small ? `${suite.charAt(0).toUpperCase()}${suite.slice(1)} run` : "Partial run",
    wanting: few
      ? `${
        plural(trained, "seed")
      } of training at equal time and ${gradients} of gradients, where ${FEWEST_SEEDS} are the least`
      : "small models and short training, to show that everything works",
  };
}

/** What a trial can and cannot decide, for its badge. */
export const TRIAL_SCOPE =
  "It can show that everything works, where R2-G2 is RT to the bit, and a bias. It cannot decide which estimator trains " +
  "better or leaves less variance for its time.";
