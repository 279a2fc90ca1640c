/**
 * The contract of a claim: what is claimed, the printed rule, the rule's computation, and what verdicts there are.
 * @module
 */
import { type Estimate, unitsToDecide } from "../../bench/stats/mod.ts";
import { formatNumber, listing, plural } from "../look/format.ts";

/**
 * What the runs say about a claim: it holds or does not; it does at some places and not at others; intervals are
 * too wide, or reach over a margin; too little was measured. Runs that are shorter than the claim's do not refute
 * it: they do not reproduce it.
 */
export type Verdict =
  | "holds"
  | "does not hold"
  | "not reproduced"
  | "mixed"
  | "inconclusive"
  | "not measured";

/** Every verdict, in the report's order. */
export const VERDICTS: readonly Verdict[] = [
  "holds",
  "mixed",
  "does not hold",
  "not reproduced",
  "inconclusive",
  "not measured",
];

/** Fewer seeds, or pairs of these, decide nothing that is claimed of training. */
export const FEWEST_SEEDS = 3;

/** A verdict and the numbers that it rests on. */
export interface Judgement {
  /** By the claim's rule. */
  readonly verdict: Verdict;
  /** What follows the verdict: in how many steps, where and where not, what would decide it. */
  readonly detail?: string;
  /** Models, steps and seeds that it rests on; empty where nothing was measured. */
  readonly scope: string;
  /** Evidence with intervals, or what is missing. */
  readonly evidence: string;
  /** Whether the records hold nothing about it. @default false */
  readonly missing?: boolean;
}

/** What claims are about, in the report's order. */
export const TOPICS = ["Theory", "Variance", "Training", "Cost"] as const;

/** A claim of the paper, of its discussion or of related work; `Evidence` is what it is judged by. */
export interface Claim<Evidence = unknown> {
  /** Claims are listed by it: in the order in which the paper makes them. */
  readonly position: number;
  /** Anchor, in kebab case. */
  readonly id: string;
  readonly topic: (typeof TOPICS)[number];
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

/** `mixed: holds for vae1, not for vae2`. */
export function verdictInWords({ verdict, detail }: Pick<Judgement, "verdict" | "detail">): string {
  if (detail === undefined) return verdict;
  return verdict === "not reproduced" ? `${verdict} ${detail}` : `${verdict}: ${detail}`;
}

/** Verdict of a claim that the records hold nothing about. */
export function notMeasured(evidence: string): Judgement {
  return { verdict: "not measured", scope: "", evidence, missing: true };
}

/** Verdict of a claim that was measured on too few seeds for its rule. */
export function tooFewSeeds(seeds: number, judgement: Pick<Judgement, "scope" | "evidence">): Judgement {
  return { verdict: "not measured", detail: `${plural(seeds, "seed")}, needs ${FEWEST_SEEDS}`, ...judgement };
}

/** One place that a claim is about, and what was found there. */
export interface JudgedPlace {
  readonly name: string;
  readonly says: "holds" | "does not hold" | "inconclusive";
  /** What would decide it, where it is open. */
  readonly wanted?: string | undefined;
}

/**
 * The verdict on a claim that is made of every place: what all say; mixed where some say one thing and some the
 * other; else inconclusive.
 *
 * @example
 * ```ts
 * import { overPlaces, verdictInWords } from "./claim.ts";
 *
 * const verdict = overPlaces([{ name: "vae2", says: "does not hold" }, { name: "vae3", says: "holds" }]);
 * console.assert(verdictInWords(verdict) === "mixed: holds for vae3; does not hold for vae2");
 * ```
 */
export function overPlaces(places: readonly JudgedPlace[]): Pick<Judgement, "verdict" | "detail"> {
  const of = (says: JudgedPlace["says"]) => places.filter((place) => place.says === says);
  const [held, refuted, open] = [of("holds"), of("does not hold"), of("inconclusive")];
  if (held.length === places.length) return { verdict: "holds" };
  if (refuted.length === places.length) return { verdict: "does not hold" };
  const names = (own: readonly JudgedPlace[]) => listing(own.map(({ name }) => name));
  const decided = [
    ...(held.length === 0 ? [] : [`holds for ${names(held)}`]),
    ...(refuted.length === 0 ? [] : [`does not hold for ${names(refuted)}`]),
  ];
  const wanted = open.map(({ name, wanted }) => (wanted === undefined ? name : `${name} (${wanted})`));
  return {
    verdict: held.length > 0 && refuted.length > 0 ? "mixed" : "inconclusive",
    detail: [...decided, ...(open.length === 0 ? [] : [`open for ${listing(wanted)}`])].join("; "),
  };
}

/** What would decide an inconclusive estimate: so many seeds, or nothing, where it lies at a margin. */
export function wantedSeeds(
  estimate: Estimate,
  { seeds, margins }: { readonly seeds: number; readonly margins: readonly number[] },
): string | undefined {
  if (seeds < 2) return undefined;
  const count = unitsToDecide(estimate, { units: seeds, margins });
  return count === undefined ? "it lies at a margin" : `about ${count} seeds would decide`;
}

/** `mlp, cnn; steps 0 and 300; 5 seeds`. */
export function scopeInWords(
  { models, steps, seeds, further = [] }: {
    readonly models: readonly string[];
    readonly steps?: readonly number[];
    readonly seeds?: readonly number[];
    readonly further?: readonly string[];
  },
): string {
  const unique = [...new Set(steps ?? [])].sort((a, b) => a - b);
  const counts = [...new Set(seeds ?? [])].sort((a, b) => a - b);
  const [least, most] = [counts[0], counts.at(-1)];
  return [
    [...new Set(models)].join(", "),
    ...(unique.length === 0 ? [] : [
      `${unique.length === 1 ? "step" : "steps"} ${listing(unique.map((step) => formatNumber(step, 6)))}`,
    ]),
    ...(least === undefined || most === undefined
      ? []
      : [least === most ? plural(least, "seed") : `${least} to ${plural(most, "seed")}`]),
    ...further,
  ].join("; ");
}
