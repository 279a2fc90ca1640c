/**
 * The question that the report opens with.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { equalCostRows } from "../../comparison/rows.ts";
import { groupBy, inOrder } from "../../analysis/select.ts";
import { PARAMETERS } from "../../analysis/variance.ts";
import { type Outcome, OUTCOMES, worth } from "../../comparison/worth.ts";
import { headlineRows } from "../../comparison/marks.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { blockRank } from "../gradient_variance/chart.ts";
import { formatInterval, formatNumber, listing } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { countOf, tally } from "../../comparison/tally.ts";
import {
  comparisonFindings,
  equalTimeInBrief,
  type MatchedRow,
  matchedRows,
  placeOf,
  range,
} from "../../comparison/words.ts";
import { rivalOutcomes, type TimedRow, timedRows } from "./rival.ts";
import type { Section } from "../section.ts";

/** Variance at equal cost. */
export const equalCostSection: Section = {
  experiment: "equal_cost",
  title: "Variance at equal cost",
  question: "Is R2-G2 worth its compute against RT with more samples at the same cost?",
  inBrief: (records) => equalTimeInBrief(equalCostRows(records)),
  findings: (records) => [
    ...comparisonFindings(headlineRows(equalCostRows(records))),
    ...antitheticFindings(records),
  ],
};

/** What the first screen says. */
export interface Answer {
  /** One sentence that can be cited alone. */
  readonly headline: string;
  /** One item for each kind of gradient: which models, and by how much. */
  readonly byGradient: readonly Inlines[];
}

/** The answer of the first screen; undefined where nothing was compared at equal time. */
export function answer(records: readonly BenchRecord[]): Answer | undefined {
  const rows = matchedRows(headlineRows(equalCostRows(records)));
  if (rows.length === 0) return undefined;
  const rival = tally(rivalOutcomes(records), { subject: "RT with antithetic pairs", other: "R2-G2" });
  const own = tally(rows.map(({ work }) => worth(work)), { subject: "R2-G2", other: "RT" });
  return {
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

/** What pairs of opposite noise are worth in place of one draw, all in one item. */
function antitheticFindings(records: readonly BenchRecord[]): Inlines[] {
  const pairs = timedRows(records).filter(({ estimator }) => estimator.endsWith("-antithetic"));
  if (pairs.length === 0) return [];
  pairs.sort((a, b) => inOrder(a.subject, b.subject) || blockRank(a.block) - blockRank(b.block));
  const groups = [...groupBy(pairs, ({ estimator }) => estimator)].sort(([a], [b]) =>
    compareEstimators(b, a)
  );
  const beside = tally(rivalOutcomes(records), { subject: "RT with such pairs", other: "R2-G2" });
  const words = groups.map(([estimator, rows]) =>
    `${estimatorStyle(estimator).label}: ${antitheticWords(rows)}`
  );
  return [[
    strong("Antithetic pairs:"),
    ` variance × time over that of RT with one sample. ${words.join("; ")}. ${beside}${
      beside === "" ? "" : "."
    }`
      .trimEnd(),
  ]];
}

/** More comparisons of one kind than this are told as a range. */
const FEW = 2;

/** Those with less variance, then the others: as a range, or each where they are few. */
function antitheticWords(rows: readonly TimedRow[]): string {
  const isLess = ({ timeWork }: TimedRow) => worth(timeWork) === "yes";
  const groups = [rows.filter(isLess), rows.filter((row) => !isLess(row))];
  return groups.flatMap((group) =>
    group.length > FEW
      ? [
        `${range(group.map(({ timeWork }) => timeWork.value))} in ${
          countOf(group.length, { of: rows.length })
        }`,
      ]
      : group.map((row) => `${placeOf(row)} ${formatInterval(row.timeWork, 2)}`)
  ).join(", ");
}
