/**
 * Claim: R2-G2's variance is at most RT's.
 * @module
 */
import { holm, ratioP } from "../../../bench/stats/mod.ts";
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { estimatorStyle } from "../../look/styles.ts";
import { formatInterval, isExactlyOne, listing, plural } from "../../look/format.ts";
import { isPlain } from "../../look/series.ts";
import { type Claim, undecided } from "../claim.ts";
import { type GradientVarianceRows, ratiosOf, singleBlocks, type VarianceRatio } from "./rows.ts";

const ERROR_RATE = 0.05;
const MARGIN = 1.05;

/** Proposition 4.2, second half. */
export const varianceAtMostClaim: Claim<GradientVarianceRows> = {
  position: 2,
  id: "variance-at-most-rt",
  claim: "The variance of R2-G2 is at most that of RT.",
  source: "Lam et al. 2025, proposition 4.2",
  rule:
    "Ratios of R2-G2's variance to that of RT (each kind of RT that was run), per layer and block. Does not " +
    `hold if some ratio is above 1 (Holm over all of them, error rate ${ERROR_RATE}). Holds if none is and the ` +
    `95 % intervals of the sums over layers of the blocks that R2-G2 changes (scale, upstream) end below ${MARGIN}. ` +
    "Otherwise not decided.",
  command: "deno task bench --suite quick --estimators rt,rt-per-example,r2g2",
  judge({ fixed }) {
    const rows = fixed.filter((row) => isPlain(row, "r2g2"));
    const cells = singleBlocks(rows).flatMap(ratiosOf);
    if (cells.length === 0) return undecided("No R2-G2 and RT cells of gradient_variance in these records.");
    const adjusted = holm(cells.map(({ ratio }) => ratioP(ratio)));
    const above = cells.filter(({ ratio }, i) => ratio.value > 1 && (adjusted[i] as number) <= ERROR_RATE);
    if (above.length > 0) {
      return {
        verdict: "does not hold",
        evidence: `${above.length} of ${plural(cells.length, "ratio")} above 1: ${
          listing(above.map(inWords))
        }.`,
      };
    }
    const totals = rows.filter(({ layer, block }) =>
      layer === ALL_LAYERS && block !== PARAMETERS && block !== "mean"
    )
      .flatMap(ratiosOf);
    return {
      verdict: totals.every(({ ratio }) => ratio.high <= MARGIN) ? "holds" : "not decided",
      evidence: `None of ${plural(cells.length, "ratio")} is above 1 beyond chance; ${
        largestInWords(totals)
      }.`,
    };
  },
};

/** The sum over layers whose interval reaches highest. */
function largestInWords(totals: readonly VarianceRatio[]): string {
  const largest = totals.reduce<VarianceRatio | undefined>(
    (a, b) => (a === undefined || b.ratio.high > a.ratio.high ? b : a),
    undefined,
  );
  if (largest === undefined) return "there are no sums over layers of the blocks that R2-G2 changes";
  const ties = totals.filter(({ ratio }) => isExactlyOne(ratio)).length;
  return isExactlyOne(largest.ratio)
    ? `of the sums over layers none is larger than RT's (${ties} of ${totals.length} are exactly RT's)`
    : `of the sums over layers the largest is ${inWords(largest)}`;
}

function inWords({ row, reference, ratio }: VarianceRatio): string {
  const { subject, layer, block, step } = row;
  const place = [subject, ...(layer === ALL_LAYERS ? [] : [layer]), block].join(", ");
  return `${place} at step ${step}: ${formatInterval(ratio)} of ${estimatorStyle(reference).label}'s`;
}
