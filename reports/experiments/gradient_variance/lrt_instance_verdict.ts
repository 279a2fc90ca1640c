/**
 * Claim: LRT is R2-G2 on a mean-field dense layer.
 * @module
 */
import { LOG_RATIO_MARGINS, outcomeOf, outcomesOf, RATIO_MARGINS } from "../../../bench/stats/mod.ts";
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { formatInterval, type Interval, isExactlyOne, plural } from "../../look/format.ts";
import { type Claim, notMeasured, scopeInWords } from "../claim.ts";
import type { GradientVarianceRows, LrtRow } from "./rows.ts";

const ERROR_RATE = 0.05;

/** Theorem 4.3. */
export const lrtInstanceClaim: Claim<GradientVarianceRows> = {
  position: 3,
  id: "lrt-is-an-instance",
  topic: "Theory",
  claim: "On a mean-field dense layer with one output per Gaussian vector, R2-G2 is LRT.",
  source: "Lam et al. 2025, theorem 4.3",
  rule:
    "Ratios of LRT's variance to R2-G2's on Bayesian MLPs, per layer and block; of one seed at its place, of " +
    `several over seeds. Does not hold if some ratio lies below .9 or above 1/.9 (Holm, error rate ${ERROR_RATE}). ` +
    "Holds if none does and the 95 % intervals of the sums over layers lie within .9 to 1/.9. Otherwise " +
    "inconclusive. The identity itself, sample by sample, is a test of the package.",
  command: "deno task bench --suite quick --estimators rt,lrt,r2g2",
  judge({ lrtOverR2g2 }) {
    const pairs = lrtOverR2g2.filter(({ place }) => place.model.startsWith("mlp"));
    const single = pairs.filter(({ place }) => place.layer !== ALL_LAYERS && place.block !== PARAMETERS);
    if (single.length === 0) return notMeasured("No LRT and R2-G2 cells on a Bayesian MLP in these records.");
    const outcomes = outcomesOf(single.map(({ ratio }) => ratio.log), LOG_RATIO_MARGINS);
    const different = single.filter((_, i) => outcomes[i] === "less" || outcomes[i] === "more");
    const totals = pairs.filter(({ place }) => place.layer === ALL_LAYERS);
    const evidence = `${different.length === 0 ? "None" : different.length} of ${
      plural(single.length, "ratio")
    } ${different.length > 1 ? "differ" : "differs"} from 1 by a tenth; ${farthestInWords(totals)}.`;
    const scope = scopeInWords({
      models: pairs.map(({ place }) => place.subject),
      steps: pairs.map(({ place }) => place.step),
      seeds: pairs.map(({ seeds }) => seeds),
    });
    if (different.length > 0) return { verdict: "does not hold", scope, evidence };
    if (totals.every(({ ratio }) => outcomeOf(ratio, RATIO_MARGINS) === "equivalent")) {
      return { verdict: "holds", scope, evidence };
    }
    const detail = "intervals reach over a margin, more pairs would decide";
    return { verdict: "inconclusive", detail, scope, evidence };
  },
};

/** How near the sums over layers are to being the same. */
function farthestInWords(totals: readonly LrtRow[]): string {
  if (totals.every(({ ratio }) => isExactlyOne(ratio))) {
    return "the sums over layers are all within rounding of 1";
  }
  const { place: { subject, block, step }, ratio } = totals.reduce((
    a,
    b,
  ) => (distance(b.ratio) > distance(a.ratio) ? b : a));
  return `of the sums over layers the interval farthest from 1 is ${formatInterval(ratio)} ` +
    `(${subject}, ${block}, step ${step})`;
}

function distance({ low, high }: Interval): number {
  return Math.max(Math.abs(Math.log(low)), Math.abs(Math.log(high)));
}
