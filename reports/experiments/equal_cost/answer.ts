/**
 * The answer to the question that the report opens with, and the place where it was measured.
 * @module
 */
import { PARAMETERS } from "../../analysis/gradient_parts.ts";
import { headlineRows } from "../../comparison/rows.ts";
import { tally } from "../../comparison/tally.ts";
import { type MatchedRow, matchedRows } from "../../comparison/words.ts";
import { type Outcome, OUTCOMES, worth } from "../../comparison/worth.ts";
import { formatNumber, listing } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { rivalOutcomes } from "./contenders.ts";
import type { EqualCostRows, Measured } from "./rows.ts";

/** What the first screen says. */
export interface Answer {
  /** One sentence that can be cited alone. */
  readonly headline: string;
  /** Where its variances were measured. */
  readonly measured: Measured;
  /** One item for each kind of gradient: which models, and by how much. */
  readonly byGradient: readonly Inlines[];
}

/** The answer of the first screen; undefined where nothing was compared at equal time. */
export function answer({ comparisons, contenders, measured }: EqualCostRows): Answer | undefined {
  const rows = matchedRows(headlineRows(comparisons));
  if (rows.length === 0) return undefined;
  const rival = tally(rivalOutcomes(contenders), { subject: "RT with antithetic pairs", other: "R2-G2" });
  const own = tally(rows.map(({ work }) => worth(work)), { subject: "R2-G2", other: "RT" });
  return {
    measured,
    headline: `At equal time ${[own, rival].filter((clause) => clause !== "").join("; ")}.`,
    byGradient: [PARAMETERS, "upstream"].flatMap((block) => {
      const group = rows.filter((row) => row.block === block);
      return group.length === 0 ? [] : [[strong(`${GRADIENTS[block]}:`), ` ${byOutcome(group)}.`]];
    }),
  };
}

const GRADIENTS: Readonly<Record<string, string>> = {
  [PARAMETERS]: "Gradient of the Gaussians' mean and scale",
  upstream: "Gradient that flows upstream, into the map",
};

function byOutcome(rows: readonly MatchedRow[]): string {
  return OUTCOMES.flatMap((outcome) => {
    const own = rows.filter(({ work }) => worth(work) === outcome);
    const names = own.map((row) => `${row.subject}${gain(row, outcome)}`);
    return own.length === 0 ? [] : [`${outcome} for ${listing(names)}`];
  }).join("; ");
}

function gain({ work }: MatchedRow, outcome: Outcome): string {
  if (outcome === "yes") return ` (${formatNumber(1 / work.value, 2)} times less variance)`;
  return outcome === "no" ? ` (${formatNumber(work.value, 2)} times the variance)` : "";
}

/** Where variances were measured: a reader must not take one place for a whole training run. */
export function measuredInWords({ steps, minibatches, seeds, places }: Measured): string {
  const count = (number: number, [one, many]: readonly [string, string]) =>
    number === 1 ? `one ${one}` : `${number} ${many}`;
  const at = `${steps.length === 1 ? "step" : "steps"} ${
    listing(steps.map((step) => formatNumber(step, 6)))
  }`;
  return `Measured at ${at}, on ${count(minibatches, ["minibatch", "minibatches"])}, from ${
    count(seeds, ["seed", "seeds"])
  }: ${places === 1 ? "this is one place" : `these are ${places} places`}, not a whole training run.`;
}
