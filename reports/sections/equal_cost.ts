/**
 * The question that the report opens with.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { type EqualCostRow, equalCostRows } from "../analysis/equal_cost.ts";
import { PARAMETERS } from "../analysis/variance.ts";
import { headlineRows } from "../charts/equal_cost.ts";
import { formatInterval, formatNumber, type Interval, listing, plural } from "../format.ts";
import { strong } from "../html/document.ts";
import { worth } from "../tables/equal_cost.ts";
import type { Section } from "./types.ts";

/** Variance at equal cost. */
export const equalCostSection: Section = {
  experiment: "equal_cost",
  title: "Variance at equal cost",
  question: "Is R2-G2 worth its compute against RT with more samples at the same cost?",
  findings: (records) =>
    matchedRows(records).map((row) => [strong(`${gradientOf(row)}:`), ` ${sentence(row)}`]),
};

/** The answer of the first screen, for either kind of gradient; empty without records. */
export function answer(records: readonly BenchRecord[]): string[] {
  const rows = matchedRows(records);
  return [PARAMETERS, "upstream"].flatMap((block) => {
    const own = rows.filter((row) => row.block === block);
    return own.length === 0 ? [] : [`${GRADIENTS[block]}: ${kinds(own)}.`];
  });
}

const GRADIENTS: Readonly<Record<string, string>> = {
  [PARAMETERS]: "Gradient of the Gaussians' mean and scale",
  upstream: "Gradient that flows upstream, into the map",
};

function kinds(rows: readonly MatchedRow[]): string {
  return ["yes", "no", "no difference", "undecided"].flatMap((kind) => {
    const own = rows.filter(({ work }) => worth(work) === kind);
    return own.length === 0
      ? []
      : [`${kind} for ${listing(own.map(({ subject, work }) => `${subject} ${gain(work)}`))}`];
  }).join("; ");
}

/** `(2.2 times less variance at equal time)`. */
function gain(work: Interval): string {
  if (worth(work) === "yes") return `(${formatNumber(1 / work.value, 2)} times less variance at equal time)`;
  if (worth(work) === "no") return `(${formatNumber(work.value, 2)} times the variance at equal time)`;
  return `(${formatInterval(work, 2)})`;
}

type MatchedRow = EqualCostRow & { readonly work: Interval };

function matchedRows(records: readonly BenchRecord[]): MatchedRow[] {
  return headlineRows(equalCostRows(records)).filter((row): row is MatchedRow =>
    row.matched && row.work !== undefined
  );
}

function gradientOf({ subject, block }: EqualCostRow): string {
  return `${subject}, ${
    block === PARAMETERS ? "gradient of the parameters" : "gradient that flows upstream"
  }`;
}

function sentence({ samples, work }: MatchedRow): string {
  const against = `RT with ${plural(samples, "sample")}`;
  const numbers = `(${formatInterval(work)})`;
  switch (worth(work)) {
    case "yes":
      return `at equal time R2-G2 has ${
        formatNumber(1 / work.value)
      } times less variance than ${against} ${numbers}.`;
    case "no":
      return `at equal time R2-G2 has ${
        formatNumber(work.value)
      } times the variance of ${against} ${numbers}.`;
    case "no difference":
      return `at equal time R2-G2 and ${against} have the same variance ${numbers}.`;
    case "undecided":
      return `these runs do not decide between R2-G2 and ${against} at equal time ${numbers}.`;
  }
}
