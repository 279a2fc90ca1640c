/**
 * Geffner and Domke's prediction: which gradient is noisy depends on whether the family is correlated.
 * @module
 */
import { formatInterval, formatNumber } from "../../look/format.ts";
import { groupBy } from "../../analysis/select.ts";
import {
  type Claim,
  FEWEST_SEEDS,
  type Judgement,
  notMeasured,
  overPlaces,
  scopeInWords,
  tooFewSeeds,
} from "../claim.ts";
import type { AlongTrainingRows } from "./rows.ts";
import type { ScaleShare } from "./scale_share.ts";

/** Models of the zoo whose Gaussian is not mean-field. */
const CORRELATED = /^bayes-(last|hidden)-layer/;

/** Whether means or scales carry the noise of RT. */
export const scaleShareClaim: Claim<AlongTrainingRows> = {
  position: 10,
  id: "mean-or-scale",
  topic: "Variance",
  claim:
    "In mean-field families the gradient of the means carries most of RT's noise, in correlated families that of " +
    "the scales.",
  source: "Geffner and Domke 2020, on the variance of reparameterisation gradients",
  rule:
    "Share of the scales in the noise of means and scales together, in the parameters that train, at every checkpoint, " +
    `over at least ${FEWEST_SEEDS} seeds. A mean-field model holds if each interval ends below ½, a correlated one if ` +
    "each starts above it; it does not if an interval lies on the other side. Mixed if models differ.",
  command: "deno task bench --suite standard --experiments along_training",
  judge: ({ scaleShares }) => judge(scaleShares),
};

function judge(shares: readonly ScaleShare[]): Judgement {
  const families = new Set(shares.map(({ model }) => CORRELATED.test(model)));
  if (families.size < 2) {
    return notMeasured("Wanted RT's noise by block for a mean-field model and for a correlated one.");
  }
  const places = [...groupBy(shares, ({ subject }) => subject)];
  const measured = {
    scope: scopeInWords({
      models: places.map(([subject]) => subject),
      steps: shares.map(({ step }) => step),
      seeds: shares.map(({ seeds }) => seeds),
    }),
    evidence: `${
      places.map(([subject, own]) =>
        `${subject}: share of the scales ${
          own.map(({ step, share }) => `${formatInterval(share, 2)} at step ${formatNumber(step, 6)}`).join(
            ", ",
          )
        }`
      ).join("; ")
    }.`,
  };
  const fewest = Math.min(...shares.map(({ seeds }) => seeds));
  if (fewest < FEWEST_SEEDS) return tooFewSeeds(fewest, measured);
  return { ...overPlaces(places.map(([name, own]) => ({ name, says: saysOf(own) }))), ...measured };
}

function saysOf(own: readonly ScaleShare[]): "holds" | "does not hold" | "inconclusive" {
  const correlated = CORRELATED.test(own[0]!.model);
  const above = own.map(({ share: { low } }) => low > 0.5);
  const below = own.map(({ share: { high } }) => high < 0.5);
  const [wanted, other] = correlated ? [above, below] : [below, above];
  if (other.some(Boolean)) return "does not hold";
  return wanted.every(Boolean) ? "holds" : "inconclusive";
}
