/**
 * What a ratio of variance × cost says: the printed rule behind every "worth it" of the report.
 * @module
 */
import { type Outcome as Finding, outcomeOf, RATIO_MARGINS } from "../../bench/stats/mod.ts";
import type { Interval } from "../look/format.ts";

/** What an interval of R2-G2 over RT says about R2-G2. */
export type Outcome = "yes" | "no" | "no difference" | "inconclusive";

/** Every outcome, in the report's order. */
export const OUTCOMES: readonly Outcome[] = ["yes", "no", "no difference", "inconclusive"];

const WORDS: Readonly<Record<Finding, Outcome>> = {
  less: "yes",
  more: "no",
  equivalent: "no difference",
  inconclusive: "inconclusive",
};

/** What an interval of work-normalised ratios says; the rule is printed beside the answer. */
export function worth(interval: Interval): Outcome {
  return WORDS[outcomeOf(interval, RATIO_MARGINS)];
}

/** {@linkcode worth} in words. */
export const WORTH_RULE =
  `Rule: variance × time of R2-G2 over that of RT, 95 % interval. Ends below .9: worth it; starts above 1/.9: not ` +
  `worth it; within .9 to 1/.9: no difference; otherwise inconclusive.`;
