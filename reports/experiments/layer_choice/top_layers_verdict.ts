/**
 * Claim: R2-G2 is practical in the top layers of a network.
 * @module
 */
import { PARAMETERS } from "../../analysis/gradient_parts.ts";
import { formatInterval } from "../../look/format.ts";
import { LOG_RATIO_MARGINS, outcomesOf } from "../../../bench/stats/mod.ts";
import {
  type Claim,
  FEWEST_SEEDS,
  notMeasured,
  overPlaces,
  scopeInWords,
  tooFewSeeds,
  wantedSeeds,
} from "../claim.ts";
import type { PlacementRow } from "./rows.ts";

/** The advice to condition only top layers. */
export const topLayersClaim: Claim<readonly PlacementRow[]> = {
  position: 9,
  id: "practical-in-top-layers",
  topic: "Cost",
  claim: "Applied to the top layer only, R2-G2 is worth its compute.",
  source: "Lam et al. 2025, discussion of where to apply the method",
  rule:
    "Variance × time of the gradient with R2-G2 in the top layer only, over the same with RT throughout " +
    `(experiment layer_choice), over at least ${FEWEST_SEEDS} seeds. Holds for a model if the interval ends below .9; ` +
    "does not if it starts above 1/.9 or lies within .9 to 1/.9 (Holm over models, error rate .05). Mixed if models " +
    "differ, inconclusive if some are open.",
  command: "deno task bench --suite standard",
  judge(rows) {
    const found = rows.filter(({ placement, block }) => placement === "top" && block === PARAMETERS);
    if (found.length === 0) return notMeasured("No records of layer_choice.");
    const measured = {
      scope: scopeInWords({
        models: found.map(({ subject }) => subject),
        steps: found.map(({ step }) => step),
        seeds: found.map(({ seeds }) => seeds),
      }),
      evidence: found.map(({ subject, work }) => `${subject}: ${formatInterval(work)} of RT's`).join("; ") +
        " (variance × time).",
    };
    const fewest = Math.min(...found.map(({ seeds }) => seeds));
    if (fewest < FEWEST_SEEDS) return tooFewSeeds(fewest, measured);
    const outcomes = outcomesOf(found.map(({ work }) => work.log), LOG_RATIO_MARGINS);
    const margins = [LOG_RATIO_MARGINS.low, LOG_RATIO_MARGINS.high];
    const verdict = overPlaces(found.map(({ subject: name, work, seeds }, i) => {
      const outcome = outcomes[i];
      if (outcome === "inconclusive") {
        return { name, says: "inconclusive", wanted: wantedSeeds(work.log, { seeds, margins }) };
      }
      return { name, says: outcome === "less" ? "holds" : "does not hold" };
    }));
    return { ...verdict, ...measured };
  },
};
