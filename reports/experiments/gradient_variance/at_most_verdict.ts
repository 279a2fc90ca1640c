/**
 * Claim: R2-G2's variance is at most RT's.
 * @module
 */
import { sidesOf } from "../../../bench/stats/mod.ts";
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { estimatorStyle } from "../../look/styles.ts";
import { formatInterval, isExactlyOne, listing, plural } from "../../look/format.ts";
import { isPlain } from "../../look/series.ts";
import { type Claim, notMeasured, scopeInWords } from "../claim.ts";
import { type GradientVarianceRows, ratiosOf, singleBlocks, type VarianceRatio } from "./rows.ts";

const ERROR_RATE = 0.05;
const MARGIN = 1.05;

/** Proposition 4.2, second half. */
export const varianceAtMostClaim: Claim<GradientVarianceRows> = {
  position: 2,
  id: "variance-at-most-rt",
  topic: "Theory",
  claim: "The variance of R2-G2 is at most that of RT.",
  source: "Lam et al. 2025, proposition 4.2",
  rule:
    "Ratios of R2-G2's variance to that of RT (each kind of RT that was run), per layer and block; of one seed " +
    `at its place, of several over seeds. Does not hold if some ratio is above ${MARGIN} (Holm over all of them, ` +
    `error rate ${ERROR_RATE}). Holds if none is and the 95 % intervals of the sums over layers of the blocks that ` +
    `R2-G2 changes (scale, upstream) end below ${MARGIN}. Otherwise inconclusive.`,
  command: "deno task bench --suite quick --estimators rt,rt-per-example,r2g2",
  judge({ fixed }) {
    const rows = fixed.filter((row) => isPlain(row, "r2g2"));
    const cells = singleBlocks(rows).flatMap(ratiosOf);
    if (cells.length === 0) {
      return notMeasured("No R2-G2 and RT cells of gradient_variance in these records.");
    }
    const sides = sidesOf(cells.map(({ ratio }) => ratio.log), Math.log(MARGIN));
    const above = cells.filter((_, i) => sides[i] === "above");
    const scope = scopeInWords({
      models: rows.map(({ subject }) => subject),
      steps: rows.map(({ step }) => step),
      seeds: rows.map(({ seeds }) => seeds),
    });
    if (above.length > 0) {
      return {
        verdict: "does not hold",
        scope,
        evidence: `${above.length} of ${plural(cells.length, "ratio")} above ${MARGIN}: ${
          listing(above.map(inWords))
        }.`,
      };
    }
    const totals = rows.filter(({ layer, block }) =>
      layer === ALL_LAYERS && block !== PARAMETERS && block !== "mean"
    )
      .flatMap(ratiosOf);
    const wide = totals.filter(({ ratio }) => ratio.high > MARGIN);
    return {
      ...(wide.length === 0 ? { verdict: "holds" } : {
        verdict: "inconclusive",
        detail: `intervals reach over ${MARGIN}, more pairs would decide`,
      }),
      scope,
      evidence: `None of ${plural(cells.length, "ratio")} is above ${MARGIN} beyond chance; ${
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
