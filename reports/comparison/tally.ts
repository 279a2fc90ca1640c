/**
 * How many comparisons went which way, in words.
 * @module
 */
import { type Outcome, OUTCOMES } from "./worth.ts";
import { listing, plural } from "../look/format.ts";

/**
 * `3 of 10 comparisons`, `all 10 comparisons`, `both comparisons`, `the only comparison`.
 *
 * @example
 * ```ts
 * import { countOf } from "./tally.ts";
 *
 * console.assert(countOf(3, { of: 10 }) === "3 of 10 comparisons");
 * console.assert(countOf(2, { of: 2, noun: "block" }) === "both blocks");
 * ```
 */
export function countOf(
  count: number,
  { of: total, noun = "comparison" }: { readonly of: number; readonly noun?: string },
): string {
  if (count < total) return `${count} of ${plural(total, noun)}`;
  if (total === 1) return `the only ${noun}`;
  return total === 2 ? `both ${noun}s` : `all ${total} ${noun}s`;
}

/**
 * The outcomes of comparisons of one estimator with another as the end of a sentence; what never happened is
 * left out.
 *
 * @example
 * ```ts
 * import { tally } from "./tally.ts";
 *
 * const words = tally(["yes", "yes", "no difference"], { subject: "R2-G2", other: "RT" });
 * console.assert(words === "R2-G2 has less variance than RT in 2 of 3 comparisons and does not differ in 1");
 * ```
 */
export function tally(
  outcomes: readonly Outcome[],
  { subject, other }: { readonly subject: string; readonly other: string },
): string {
  const first: Readonly<Record<Outcome, string>> = {
    "yes": `${subject} has less variance than ${other}`,
    "no": `${subject} has more variance than ${other}`,
    "no difference": `${subject} does not differ in variance from ${other}`,
    "inconclusive": `${subject} is not told apart from ${other}`,
  };
  const found = OUTCOMES.map((kind) => ({ kind, count: outcomes.filter((own) => own === kind).length }))
    .filter(({ count }) => count > 0);
  return listing(
    found.map(({ kind, count }, i) =>
      i === 0 ? `${first[kind]} in ${countOf(count, { of: outcomes.length })}` : `${NEXT[kind]} in ${count}`
    ),
  );
}

const NEXT: Readonly<Record<Outcome, string>> = {
  "yes": "less",
  "no": "more",
  "no difference": "does not differ",
  "inconclusive": "is inconclusive",
};
