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
  findings: (records) => matchedRows(records).map((row) => [strong(`${gradientOf(row)}: `), sentence(row)]),
};

/** The answer of the first screen, from the parameters' gradient of each model; undefined without records. */
export function answer(records: readonly BenchRecord[]): string | undefined {
  const rows = matchedRows(records).filter(({ block }) => block === PARAMETERS);
  if (rows.length === 0) return undefined;
  const models = (kind: ReturnType<typeof worth>) =>
    rows.filter(({ work }) => worth(work) === kind).map(({ subject, work }) =>
      `${subject} (${formatInterval(work)})`
    );
  const parts = [
    ["yes for", models("yes")],
    ["no for", models("no")],
    ["no difference for", models("no difference")],
    ["undecided for", models("undecided")],
  ] as const;
  const text = parts.filter(([, list]) => list.length > 0).map(([label, list]) => `${label} ${listing(list)}`)
    .join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
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
