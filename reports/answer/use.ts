/**
 * Which estimator to take for a model, and why, in a few words by a printed rule.
 * @module
 */
import type { Measured } from "./measured.ts";

/** An estimator, and why. */
export interface Use {
  /** Its label, or "not decided". */
  readonly take: string;
  /** A few words. */
  readonly why: string;
}

/** What the rule reads. */
export type UseEvidence = Pick<Measured, "identical" | "likeLrt" | "least" | "trained">;

/** The rule in words, for a note. */
export const USE_RULE =
  "Use: RT where R2-G2 is RT to the bit; else what leaves clearly least variance × time (by a tenth, beyond the " +
  "interval), but never R2-G2 where training for as long went worse; RT where nothing is shown to be better.";

/** The estimator to take. */
export function useOf({ identical, likeLrt, least, trained }: UseEvidence): Use {
  if (identical) return { take: "RT", why: "R2-G2 is identical" };
  const worse = trained.some(({ says }) => says === "worse");
  const better = trained.length > 0 && trained.every(({ says }) => says === "better");
  if (least === undefined) {
    if (better) return { take: "R2-G2", why: "trains better" };
    if (worse) return { take: "RT", why: "R2-G2 trains worse" };
    return { take: "not decided", why: trained.length === 0 ? "not measured" : "no clear difference" };
  }
  if (least.startsWith("R2-G2")) {
    if (worse) return { take: "RT", why: "R2-G2 trains worse" };
    return { take: least, why: better ? "less variance, trains better" : "less variance" };
  }
  if (least.startsWith("LRT")) {
    return { take: least, why: likeLrt ? "same gradient, cheaper" : "less variance" };
  }
  if (least !== "RT") return { take: least, why: "less variance" };
  if (better) return { take: "R2-G2", why: "trains better" };
  return { take: "RT", why: worse ? "R2-G2 trains worse" : "none is shown better" };
}
