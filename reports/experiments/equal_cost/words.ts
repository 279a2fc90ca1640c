/**
 * Variance at equal cost in words.
 * @module
 */
import { blockRank } from "../../analysis/gradient_parts.ts";
import { groupBy, inOrder } from "../../analysis/select.ts";
import { headlineRows } from "../../comparison/rows.ts";
import { countOf, tally } from "../../comparison/tally.ts";
import { comparisonFindings, placeOf, range } from "../../comparison/words.ts";
import { worth } from "../../comparison/worth.ts";
import { formatInterval } from "../../look/format.ts";
import { isAntithetic } from "../../look/series.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { rivalOutcomes, type TimedRow, timedRows } from "./contenders.ts";
import type { ContenderRow, EqualCostRows } from "./rows.ts";

/** The comparisons by outcome, then antithetic pairs. */
export function equalCostFindings({ comparisons, contenders }: EqualCostRows): Inlines[] {
  return [...comparisonFindings(headlineRows(comparisons)), ...antitheticFindings(contenders)];
}

/** What pairs of opposite noise are worth in place of one draw, all in one item. */
function antitheticFindings(contenders: readonly ContenderRow[]): Inlines[] {
  const pairs = timedRows(contenders).filter(isAntithetic);
  if (pairs.length === 0) return [];
  pairs.sort((a, b) => inOrder(a.subject, b.subject) || blockRank(a.block) - blockRank(b.block));
  const groups = [...groupBy(pairs, ({ estimator }) => estimator)].sort(([a], [b]) =>
    compareEstimators(b, a)
  );
  const beside = tally(rivalOutcomes(contenders), { subject: "RT with such pairs", other: "R2-G2" });
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

/** Beyond this many comparisons of one kind, a range is given. */
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
