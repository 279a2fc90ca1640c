/**
 * Which estimator to take at one site: a rule on the predicted reduction, its cost, and the share of the noise.
 *
 * R2-G2 divides the noise by R and takes c times as long as RT. Where RT's noise is the share s of the gradient's
 * variance, total variance × time changes by c (1 − s (1 − 1/R)): it is worth it where that is below 1. In a model the
 * site is a part of a step, so that c is at most the site's.
 * @module
 */
import { payingShares, totalRatio } from "../stats/mod.ts";
import type { SiteSizes } from "./site_sizes.ts";

/** How far variance × time must lie from RT's. */
const MARGIN = 0.9;

/** The share that is taken where nobody knows it: as much noise as data. */
export const UNKNOWN_SHARE = 0.5;

/** What is recommended, and by which rule. */
export interface Recommendation {
  /** Name of the estimator. */
  readonly use: string;
  /** Half a sentence. */
  readonly rule: string;
}

/** What a recommendation rests on. */
export interface Evidence {
  /** R: RT's variance over R2-G2's, at most. */
  readonly reduction: number;
  /** c: R2-G2's time over RT's, at the site alone. */
  readonly costRatio: number;
  /** s: share of RT's noise in the variance of the gradient that trains. */
  readonly share: number;
}

/** Total variance × time of R2-G2 over RT's. */
export function efficiencyOf({ reduction, costRatio, share }: Evidence): number {
  return costRatio * totalRatio({ share, noiseRatio: 1 / reduction });
}

/** The estimator to take. */
export function recommend({ positions }: Pick<SiteSizes, "positions">, evidence: Evidence): Recommendation {
  if (positions === 1) {
    return {
      use: "lrt",
      rule: "for a dense layer's weights it has R2-G2's gradient in closed form (theorem 4.3)",
    };
  }
  if (evidence.reduction === 1) {
    return {
      use: "rt",
      rule: "with as many pre-activations as Gaussians, or more, R2-G2 is RT draw by draw",
    };
  }
  const efficiency = efficiencyOf(evidence);
  if (efficiency < MARGIN) return { use: "r2g2", rule: "its variance falls by more than its time grows" };
  return efficiency > 1 / MARGIN
    ? { use: "rt", rule: "R2-G2's time grows by more than its variance falls" }
    : { use: "rt", rule: "variance × time differ by less than a tenth, and RT is simpler" };
}

/** Draws of RT that cost what one of R2-G2 does, and draws that leave as little noise. */
export interface BreakEven {
  readonly costs: number;
  readonly matches: number;
  /** Share of RT's noise in the gradient's variance above which R2-G2 pays; 1 or more is nowhere. */
  readonly share: number;
}

/** Where R2-G2 begins to pay. */
export function breakEven({ reduction, costRatio }: Omit<Evidence, "share">): BreakEven {
  const { above } = payingShares({ noiseRatio: 1 / reduction, timeRatio: costRatio });
  return { costs: costRatio, matches: reduction, share: Math.max(0, above) };
}

/** What follows from the evidence of a site. */
export interface Conclusion extends Recommendation {
  readonly breakEven: BreakEven;
  /** Total variance × time of R2-G2 over RT's at the share of noise. */
  readonly efficiency: number;
}

/** The estimator to take, and the numbers beside it. */
export function conclude(site: Pick<SiteSizes, "positions">, evidence: Evidence): Conclusion {
  return {
    ...recommend(site, evidence),
    breakEven: breakEven(evidence),
    efficiency: efficiencyOf(evidence),
  };
}
