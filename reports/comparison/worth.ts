/**
 * What a ratio of variance × cost says: the printed rule behind every "worth it" of the report.
 * @module
 */
import type { Interval } from "../look/format.ts";

/** An interval wholly inside this range is called no difference. */
const EQUIVALENCE: readonly [number, number] = [0.9, 1.1];

/** What an interval of R2-G2 over RT says about R2-G2. */
export type Outcome = "yes" | "no" | "no difference" | "undecided";

/** Every outcome, in the report's order. */
export const OUTCOMES: readonly Outcome[] = ["yes", "no", "no difference", "undecided"];

/** What an interval of work-normalised ratios says; the rule is printed beside the answer. */
export function worth({ low, high }: Interval): Outcome {
  if (low >= EQUIVALENCE[0] && high <= EQUIVALENCE[1]) return "no difference";
  return high < 1 ? "yes" : low > 1 ? "no" : "undecided";
}

/** {@linkcode worth} in words. */
export const WORTH_RULE =
  `Rule: variance × time of R2-G2 over that of RT, 95 % interval. Below 1: worth it; above 1: not worth it; ` +
  `within ${EQUIVALENCE.join(" to ")}: no difference; otherwise undecided.`;
