/**
 * What an interval says beside margins that are fixed beforehand: less, more, equivalent, or nothing yet.
 *
 * The rule is monotone in precision: whatever an interval says, every interval inside it says too. Rules that
 * call a short interval around .95 "equal" and a long one that ends at .99 "less" are not.
 * @module
 */
import { studentTwoSided } from "./distributions.ts";
import { type Estimate, studentOf } from "./estimate.ts";
import { FAMILY_LEVEL, holm } from "./holm.ts";
import type { Interval } from "./interval.ts";

/** What is known of a number: it lies below both margins, above both, between them, or this is open. */
export type Outcome = "less" | "more" | "equivalent" | "inconclusive";

/** Between these a number is equivalent to no effect; both are on the number's own scale. */
export interface Margins {
  readonly low: number;
  readonly high: number;
}

/** Margins of ratios: a tenth less, and its reciprocal. */
export const RATIO_MARGINS: Margins = { low: 0.9, high: 1 / 0.9 };

/** {@linkcode RATIO_MARGINS} of a logarithm. */
export const LOG_RATIO_MARGINS: Margins = { low: Math.log(0.9), high: -Math.log(0.9) };

/**
 * The outcome of one interval: it ends below the lower margin, starts above the upper one, or lies between.
 *
 * @example
 * ```ts
 * import { outcomeOf, RATIO_MARGINS } from "./outcome.ts";
 * const of = (low: number, high: number) => outcomeOf({ low, high }, RATIO_MARGINS);
 * console.assert(of(0.5, 0.89) === "less" && of(0.5, 0.99) === "inconclusive");
 * console.assert(of(0.91, 0.95) === "equivalent" && of(1.2, 3) === "more");
 * ```
 */
export function outcomeOf({ low, high }: Pick<Interval, "low" | "high">, margins: Margins): Outcome {
  if (high < margins.low) return "less";
  if (low > margins.high) return "more";
  return low >= margins.low && high <= margins.high ? "equivalent" : "inconclusive";
}

/** Two-sided level of one outcome: that of a 95 % interval. */
const ERROR_RATE = 0.05;

/**
 * The outcomes of a family of estimates, such as one column of a scorecard: the chance that any of them is
 * false stays at 5 % (Holm 1979, at {@linkcode FAMILY_LEVEL}). One estimate has the outcome of its 95 % interval.
 *
 * Estimates whose error is unknown are inconclusive.
 */
export function outcomesOf(family: readonly Estimate[], margins: Margins): Outcome[] {
  const claims = family.map((estimate): readonly [Outcome, number] => {
    if (estimate.degrees === 0) return ["inconclusive", 1];
    const found = [
      ["less", oneSided(estimate, margins.low, "below")],
      ["more", oneSided(estimate, margins.high, "above")],
      [
        "equivalent",
        Math.max(oneSided(estimate, margins.low, "above"), oneSided(estimate, margins.high, "below")),
      ],
    ] as const;
    return found.reduce((a, b) => (b[1] < a[1] ? b : a));
  });
  const adjusted = holm(claims.map(([, p]) => Math.min(1, 2 * p)));
  const level = levelOf(family);
  return claims.map(([outcome], i) => ((adjusted[i] as number) <= level ? outcome : "inconclusive"));
}

/** Which side of one margin the numbers of a family lie on, where that is known; the error rate as above. */
export function sidesOf(family: readonly Estimate[], margin: number): ("above" | "below" | "inconclusive")[] {
  const claims = family.map((estimate) => {
    if (estimate.degrees === 0) return ["above", 1] as const;
    const [above, below] = [oneSided(estimate, margin, "above"), oneSided(estimate, margin, "below")];
    return above < below ? ["above", above] as const : ["below", below] as const;
  });
  const adjusted = holm(claims.map(([, p]) => Math.min(1, 2 * p)));
  const level = levelOf(family);
  return claims.map(([side], i) => ((adjusted[i] as number) <= level ? side : "inconclusive"));
}

function levelOf({ length }: readonly Estimate[]): number {
  return length === 1 ? ERROR_RATE : FAMILY_LEVEL;
}

/** p of the hypothesis that the number does not lie on this side of a margin. */
function oneSided(
  { value, standardError, degrees }: Estimate,
  margin: number,
  side: "above" | "below",
): number {
  const distance = side === "above" ? value - margin : margin - value;
  if (standardError === 0) return distance >= 0 ? 0 : 1;
  const half = studentTwoSided(distance / standardError, Number.isFinite(degrees) ? degrees : 1e9) / 2;
  return distance > 0 ? half : 1 - half;
}

/** Beyond this many units the answer is that the effect lies at a margin. */
const MOST_UNITS = 1000;

/**
 * How many seeds, or other units, would probably decide an inconclusive estimate: where the spread and the
 * value stay, the 95 % interval of so many reaches no margin. Undefined where a thousand would not do.
 */
export function unitsToDecide(
  estimate: Estimate,
  { units, margins }: { readonly units: number; readonly margins: readonly number[] },
): number | undefined {
  const distance = Math.min(...margins.map((margin) => Math.abs(estimate.value - margin)));
  const spread = estimate.standardError * Math.sqrt(units);
  for (let count = units + 1; count <= MOST_UNITS; count++) {
    const own = { value: 0, standardError: spread / Math.sqrt(count), degrees: count - 1 };
    if (studentOf(own).high < distance) return count;
  }
  return undefined;
}
