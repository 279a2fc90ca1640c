/**
 * Claim: R2-G2 is practical in the top layers of a network.
 * @module
 */
import { PARAMETERS } from "../../analysis/gradient_parts.ts";
import { formatInterval } from "../../look/format.ts";
import { type Claim, undecided } from "../claim.ts";
import type { PlacementRow } from "./rows.ts";

/** The advice to condition only top layers. */
export const topLayersClaim: Claim<readonly PlacementRow[]> = {
  position: 9,
  id: "practical-in-top-layers",
  claim: "Applied to the top layer only, R2-G2 is worth its compute.",
  source: "Lam et al. 2025, discussion of where to apply the method",
  rule:
    "Variance × time of the gradient with R2-G2 in the top layer only, over the same with RT throughout " +
    "(experiment layer_choice). Holds if every 95 % interval ends below 1, does not hold if some interval lies " +
    "above 1, otherwise not decided.",
  command: "deno task bench --suite standard",
  judge(rows) {
    const found = rows.filter(({ placement, block }) => placement === "top" && block === PARAMETERS);
    if (found.length === 0) return undecided("No records of layer_choice.");
    const evidence =
      found.map(({ subject, work }) => `${subject}: ${formatInterval(work)} of RT's`).join("; ") +
      " (variance × time).";
    if (found.every(({ work }) => work.high < 1)) return { verdict: "holds", evidence };
    return { verdict: found.some(({ work }) => work.low > 1) ? "does not hold" : "not decided", evidence };
  },
};
