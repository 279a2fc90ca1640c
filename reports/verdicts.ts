/**
 * Verdicts on the claims of the paper and of its discussion, computed from records by printed rules.
 * @module
 */
import type { BenchRecord } from "../bench/store/mod.ts";
import { hierarchicalClaim, oneLayerClaim } from "./verdicts/bounds.ts";
import { extraTimeClaim } from "./verdicts/extra_time.ts";
import { convolutionClaim, mlpLayersClaim } from "./verdicts/layer_variance.ts";
import { lrtInstanceClaim } from "./verdicts/lrt_instance.ts";
import { topLayersClaim } from "./verdicts/top_layers.ts";
import type { Claim, Judgement } from "./verdicts/types.ts";
import { unbiasedClaim } from "./verdicts/unbiased.ts";
import { varianceAtMostClaim } from "./verdicts/variance_at_most.ts";

export type { Claim, Judgement, Verdict } from "./verdicts/types.ts";

/** Add a claim: one file, one line here. */
export const CLAIMS: readonly Claim[] = [
  unbiasedClaim,
  varianceAtMostClaim,
  lrtInstanceClaim,
  mlpLayersClaim,
  convolutionClaim,
  hierarchicalClaim,
  oneLayerClaim,
  extraTimeClaim,
  topLayersClaim,
];

/** A claim with what the records say about it. */
export type JudgedClaim = Claim & { readonly judgement: Judgement };

/** Every claim's verdict. */
export function judgeClaims(records: readonly BenchRecord[]): JudgedClaim[] {
  return CLAIMS.map((claim) => ({ ...claim, judgement: claim.judge(records) }));
}
