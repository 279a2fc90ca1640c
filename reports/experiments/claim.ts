/**
 * The contract of a claim: what is claimed, the printed rule, and the rule's computation.
 * @module
 */
/** What the runs say about a claim. */
export type Verdict = "holds" | "does not hold" | "not decided";

/** A verdict and the numbers that it rests on. */
export interface Judgement {
  /** By the claim's rule. */
  readonly verdict: Verdict;
  /** Evidence with intervals, or what is missing. */
  readonly evidence: string;
  /** Whether the records hold nothing about it. @default false */
  readonly missing?: boolean;
}

/** A claim of the paper or of its discussion; `Evidence` is what it is judged by. */
export interface Claim<Evidence = unknown> {
  /** Claims are listed by it: in the order in which the paper makes them. */
  readonly position: number;
  /** Anchor, in kebab case. */
  readonly id: string;
  /** What is claimed, one sentence. */
  readonly claim: string;
  /** Where it is claimed. */
  readonly source: string;
  /** How the verdict follows from the records, in words. */
  readonly rule: string;
  /** What to run for the records that decide it. */
  readonly command: string;
  /** Applies the rule. */
  judge(evidence: Evidence): Judgement;
}

/** Verdict of a claim that the records hold nothing about. */
export function undecided(evidence: string): Judgement {
  return { verdict: "not decided", evidence, missing: true };
}
