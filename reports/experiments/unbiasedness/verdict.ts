/**
 * Claim: R2-G2 is unbiased.
 * @module
 */
import { formatNumber, listing, plural, statedP } from "../../look/format.ts";
import { isPlain } from "../../look/series.ts";
import { type Claim, notMeasured, scopeInWords } from "../claim.ts";
import { FAMILY_ERROR_RATE, type UnbiasednessRow, type UnbiasednessRows } from "./rows.ts";

/** Proposition 4.2, first half. */
export const unbiasedClaim: Claim<UnbiasednessRows> = {
  position: 1,
  id: "unbiased",
  topic: "Theory",
  claim: "R2-G2 is unbiased.",
  source: "Lam et al. 2025, proposition 4.2",
  rule: "Does not hold if the test of some R2-G2 cell finds a bias (Holm over coordinates, error rate " +
    `${FAMILY_ERROR_RATE} over all cells). Holds if none does and each negative control is found biased in ` +
    "some cell. Otherwise inconclusive.",
  command: "deno task bench --suite quick --estimators rt,r2g2",
  judge({ tests }) {
    const real = tests.filter((row) => isPlain(row, "r2g2") && row.control === "");
    if (real.length === 0) return notMeasured("No R2-G2 cells of unbiasedness in these records.");
    const biased = real.filter(({ rejected }) => rejected);
    const worst = Math.max(...real.map(({ largestZ }) => largestZ));
    const coordinates = real.reduce((sum, row) => sum + row.coordinates, 0);
    const bias = Math.max(...real.map(({ detectableBias }) => detectableBias));
    const evidence = `${plural(coordinates, "coordinate")} in ${plural(real.length, "cell")}: largest |z| ` +
      `${formatNumber(worst)}, smallest ${
        statedP(Math.min(...real.map((row) => row.minAdjustedP)))
      } after Holm's correction; ` +
      `a bias of ${
        formatNumber(bias, 2)
      } standard deviations of one gradient would be found with probability ${real[0]?.power}; ` +
      controlsInWords(tests);
    const scope = scopeInWords({
      models: real.map(({ site }) => site),
      further: [`${listing([...new Set(real.map(({ objective }) => objective))])} objectives`],
    });
    const missed = controlsMissed(tests);
    if (biased.length > 0) return { verdict: "does not hold", scope, evidence };
    return missed.length === 0 ? { verdict: "holds", scope, evidence } : {
      ...{ verdict: "inconclusive", scope, evidence },
      detail: `rejecting ${listing(missed)} would decide it`,
    };
  },
};

/** Controls that no cell rejects; without any control, one that is missing. */
function controlsMissed(tests: readonly UnbiasednessRow[]): string[] {
  const controls = [...new Set(tests.map(({ control }) => control))].filter((control) => control !== "");
  if (controls.length === 0) return ["(no control was run)"];
  return controls.filter((control) => !tests.some((row) => row.control === control && row.rejected));
}

function controlsInWords(tests: readonly UnbiasednessRow[]): string {
  const missed = controlsMissed(tests);
  const count = new Set(tests.map(({ control }) => control).filter((control) => control !== "")).size;
  if (missed.length === 0) return `all ${plural(count, "negative control")} rejected.`;
  return `negative controls not rejected: ${listing(missed)}.`;
}
