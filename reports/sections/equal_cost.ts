/**
 * The question that the report opens with.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { equalCostRows } from "../analysis/equal_cost.ts";
import { PARAMETERS } from "../analysis/variance.ts";
import { contenderRows } from "../analysis/contenders.ts";
import { groupBy, inOrder } from "../analysis/select.ts";
import { blockRank } from "../charts/variance.ts";
import { headlineRows } from "../charts/comparison.ts";
import { estimatorStyle } from "../charts/styles.ts";
import { formatInterval, formatNumber, type Interval, listing } from "../format.ts";
import { type Inlines, strong } from "../html/document.ts";
import { worth } from "../tables/equal_cost.ts";
import { comparisonSentences, type MatchedRow, matchedRows } from "./comparison_words.ts";
import { rivalAnswer } from "./rival.ts";
import type { Section } from "./types.ts";

/** Variance at equal cost. */
export const equalCostSection: Section = {
  experiment: "equal_cost",
  title: "Variance at equal cost",
  question: "Is R2-G2 worth its compute against RT with more samples at the same cost?",
  findings: (records) => [
    ...comparisonSentences(headlineRows(equalCostRows(records))),
    ...antitheticFindings(records),
  ],
};

/** The answer of the first screen, for either kind of gradient, and the rival's; empty without records. */
export function answer(records: readonly BenchRecord[]): string[] {
  const rows = matchedRows(headlineRows(equalCostRows(records)));
  const answers = [PARAMETERS, "upstream"].flatMap((block) => {
    const own = rows.filter((row) => row.block === block);
    return own.length === 0 ? [] : [`${GRADIENTS[block]}: ${kinds(own)}.`];
  });
  return answers.length === 0 ? [] : [...answers, ...rivalAnswer(records)];
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

/** What pairs of opposite noise are worth in place of one draw, by estimator. */
function antitheticFindings(records: readonly BenchRecord[]): Inlines[] {
  const pairs = contenderRows(records).filter(({ estimator, timeWork }) =>
    estimator.endsWith("-antithetic") && timeWork !== undefined
  );
  pairs.sort((a, b) => inOrder(a.subject, b.subject) || blockRank(a.block) - blockRank(b.block));
  return [...groupBy(pairs, ({ estimator }) => estimator)].map(([estimator, rows]) => {
    const numbers = rows.map(({ subject, block, timeWork }) =>
      `${subject} ${block === PARAMETERS ? "parameters" : block} ${formatInterval(timeWork as Interval)}`
    );
    return [
      strong(`${estimatorStyle(estimator).label}:`),
      ` variance × time over that of RT with one sample: ${listing(numbers)}.`,
    ];
  });
}
