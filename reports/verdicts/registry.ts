/**
 * Verdicts on the claims of the paper and of its discussion, computed from records by printed rules.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { hierarchicalClaim, oneLayerClaim } from "./bounds.ts";
import { extraTimeClaim } from "../experiments/cost/extra_time_verdict.ts";
import { convolutionClaim, mlpLayersClaim } from "../experiments/gradient_variance/layer_verdicts.ts";
import { lrtInstanceClaim } from "../experiments/gradient_variance/lrt_instance_verdict.ts";
import { topLayersClaim } from "../experiments/layer_choice/top_layers_verdict.ts";
import type { Claim, Judgement } from "./types.ts";
import { unbiasedClaim } from "../experiments/unbiasedness/verdict.ts";
import { varianceAtMostClaim } from "../experiments/gradient_variance/at_most_verdict.ts";

export type { Claim, Judgement, Verdict } from "./types.ts";

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
