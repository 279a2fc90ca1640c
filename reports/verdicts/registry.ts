/**
 * Verdicts on the claims of the paper, of its discussion and of related work, computed from records by printed rules.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Claim, Judgement } from "../experiments/claim.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import { hierarchicalClaim, oneLayerClaim } from "./bounds.ts";
import { extraTimeClaim } from "./extra_time.ts";

export {
  type Claim,
  type Judgement,
  TOPICS,
  type Verdict,
  verdictInWords,
  VERDICTS,
} from "../experiments/claim.ts";

/** Claims that records of several experiments decide; those of one experiment are in its report. */
const OF_SEVERAL: readonly Claim<readonly BenchRecord[]>[] = [
  hierarchicalClaim,
  oneLayerClaim,
  extraTimeClaim,
];

/** Every claim, in the order in which the paper makes them. */
export const CLAIMS: readonly Claim<never>[] = [
  ...OF_SEVERAL,
  ...ALL_REPORTS.flatMap(({ verdicts }) => verdicts),
].sort(byPosition);

/** A claim with what the records say about it. */
export type JudgedClaim = Omit<Claim, "judge"> & { readonly judgement: Judgement };

/** Every claim's verdict, in the same order; its scope ends in the data. */
export function judgeClaims(records: readonly BenchRecord[]): JudgedClaim[] {
  const data = [...new Set(records.map(({ dataset }) => dataset.name))].sort().join(", ");
  const judged = [
    ...OF_SEVERAL.map((claim) => ({ ...claim, judgement: claim.judge(records) })),
    ...ALL_REPORTS.flatMap(({ rows, verdicts }) =>
      verdicts.map((claim) => ({ ...claim, judgement: claim.judge(rows(records)) }))
    ),
  ];
  return judged.map(({ judgement, ...claim }) => ({
    ...claim,
    judgement: judgement.scope === "" ? judgement : { ...judgement, scope: `${judgement.scope}; ${data}` },
  })).sort(byPosition);
}

function byPosition(a: Pick<Claim, "position">, b: Pick<Claim, "position">): number {
  return a.position - b.position;
}
