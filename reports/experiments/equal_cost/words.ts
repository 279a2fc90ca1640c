/**
 * Variance at equal cost in words.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { equalCostRows } from "../../comparison/rows.ts";
import { groupBy, inOrder } from "../../analysis/select.ts";
import { worth } from "../../comparison/worth.ts";
import { headlineRows } from "../../comparison/marks.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { blockRank } from "../gradient_variance/chart.ts";
import { formatInterval } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { countOf, tally } from "../../comparison/tally.ts";
import { comparisonFindings, equalTimeInBrief, placeOf, range } from "../../comparison/words.ts";
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
