/**
 * Comparisons at equal cost, in words: equal outcomes are reported once.
 * @module
 */
import { type ComparisonRow, headlineRows } from "./rows.ts";
import { gradientOf } from "../analysis/gradient_parts.ts";
import { groupBy } from "../analysis/select.ts";
import { type Outcome, OUTCOMES, worth } from "./worth.ts";
import {
  formatInterval,
  formatNumber,
  type Interval,
  isExactlyOne,
  listing,
  plural,
} from "../look/format.ts";
import { type Inlines, strong } from "../page/blocks.ts";
import { countOf, tally } from "./tally.ts";

/** A comparison at equal time. */
export type MatchedRow = ComparisonRow & { readonly work: Interval };

/** Up to this many comparisons of one outcome are listed; beyond, their number and the extremes. */
const FEW = 4;

/** The rows that compare at equal time. */
export function matchedRows(rows: readonly ComparisonRow[]): MatchedRow[] {
  return rows.filter((row): row is MatchedRow => row.matched && row.work !== undefined);
}

/** One item for each outcome at equal time, one for break-even, one for equal operations. */
export function comparisonFindings(rows: readonly ComparisonRow[]): Inlines[] {
  const matched = matchedRows(rows);
  const exact = (row: MatchedRow) => isExactlyOne(aloneOf(row, rows)?.variance ?? NOTHING);
  return [
    ...OUTCOMES.flatMap((outcome) => {
      const own = matched.filter((row) => worth(row.work) === outcome && !exact(row));
      return own.length === 0 ? [] : [outcomeFinding(own, { outcome, total: matched.length })];
    }),
    ...OUTCOMES.flatMap((outcome) => {
      const own = matched.filter((row) => worth(row.work) === outcome && exact(row));
      return own.length === 0 ? [] : [exactFinding(own, { outcome, matched })];
    }),
    ...breakEvenFinding(rows),
    ...flopsFinding(rows),
  ];
}

const NOTHING: Interval = { value: NaN, low: NaN, high: NaN };

/** The comparison of one gradient with one gradient that belongs to a row. */
function aloneOf(row: ComparisonRow, rows: readonly ComparisonRow[]): ComparisonRow | undefined {
  return rows.find(({ subject, family, block, step, single }) =>
    single && subject === row.subject && family === row.family && block === row.block && step === row.step
  );
}

const TITLES: Readonly<Record<Outcome, string>> = {
  "yes": "Less variance at equal time:",
  "no": "More variance at equal time:",
  "no difference": "No difference at equal time:",
  "inconclusive": "Inconclusive at equal time:",
};

function outcomeFinding(
  rows: readonly MatchedRow[],
  { outcome, total }: { readonly outcome: Outcome; readonly total: number },
): Inlines {
  if (rows.length <= FEW) {
    const items = rows.map((row) => `${placeOf(row)} (${numbersOf(row, outcome)})`);
    return [strong(TITLES[outcome]), ` ${listing(items)}.`];
  }
  const [least, most] = extremes(rows, ({ work }) => (outcome === "yes" ? 1 / work.value : work.value));
  const numbers = outcome === "yes" || outcome === "no"
    ? `from ${timesOf(least, outcome)} (${placeOf(least)}) to ${timesOf(most, outcome)} (${placeOf(most)})`
    : `${range(rows.map(({ work }) => work.value))} of RT's variance × time`;
  return [strong(TITLES[outcome]), ` ${countOf(rows.length, { of: total })}, ${numbers}.`];
}

function numbersOf(row: MatchedRow, outcome: Outcome): string {
  return outcome === "yes" || outcome === "no"
    ? `${timesOf(row, outcome)} ${outcome === "yes" ? "than" : "of"} RT with ${plural(row.samples, "sample")}`
    : formatInterval(row.work, 2);
}

/** `1.6 times less`, `1.2 times the variance`. */
function timesOf({ work }: MatchedRow, outcome: Outcome): string {
  return outcome === "yes"
    ? `${hundredths(1 / work.value)} times less`
    : `${hundredths(work.value)} times the variance`;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  "yes": "less variance",
  "no": "more variance",
  "no difference": "no difference",
  "inconclusive": "inconclusive",
};

function exactFinding(
  rows: readonly MatchedRow[],
  { outcome, matched }: { readonly outcome: Outcome; readonly matched: readonly MatchedRow[] },
): Inlines {
  return [
    strong(`${places(rows, matched)}:`),
    ` one gradient of R2-G2 is exactly RT's; at equal time ${WORDS[outcome]} ` +
    `(${range(rows.map(({ work }) => work.value))} of RT's variance × time).`,
  ];
}

function breakEvenFinding(rows: readonly ComparisonRow[]): Inlines[] {
  const own = rows.filter((row): row is ComparisonRow & { breakEven: Interval } =>
    row.single && row.breakEven !== undefined && !isExactlyOne(row.variance)
  );
  if (own.length === 0) return [];
  const [least, most] = extremes(own, ({ breakEven }) => breakEven.value);
  const samples = least === most
    ? `${formatInterval(least.breakEven, 2)} samples (${placeOf(least)})`
    : `${hundredths(least.breakEven.value)} (${placeOf(least)}) to ` +
      `${hundredths(most.breakEven.value)} samples (${placeOf(most)})`;
  return [[strong("Break-even:"), ` one gradient of R2-G2 has the variance of RT with ${samples}.`]];
}

function flopsFinding(rows: readonly ComparisonRow[]): Inlines[] {
  const own = rows.filter((row): row is MatchedRow => row.matching === "flops" && row.work !== undefined);
  if (own.length === 0) return [];
  const [least, most] = extremes(own, ({ work }) => work.value);
  const spread = least === most
    ? formatInterval(least.work, 2)
    : `${hundredths(least.work.value)} of RT's variance × FLOPs (${placeOf(least)}) to ` +
      `${hundredths(most.work.value)} (${placeOf(most)})`;
  const outcomes = own.map(({ work }) => worth(work));
  return [[
    strong("At equal FLOPs"),
    ` ${tally(outcomes, { subject: "R2-G2", other: "RT" })}: ${spread}.`,
  ]];
}

/** `mlp upstream`, `latent full parameters`. */
export function placeOf({ subject, family, block }: PlaceFields): string {
  return [subject, family, gradientOf(block)].filter((part) => part !== undefined && part !== "").join(" ");
}

interface PlaceFields {
  readonly subject: string;
  readonly family?: string;
  readonly block: string;
}

/** Places in a list; a model and covariance with all its gradients by its name alone. */
function places(rows: readonly MatchedRow[], all: readonly MatchedRow[]): string {
  const name = ({ subject, family }: ComparisonRow) =>
    [subject, family].filter((part) => part !== "").join(" ");
  return listing(
    [...groupBy(rows, name)].map(([subject, own]) =>
      own.length === all.filter((row) => name(row) === subject).length
        ? subject
        : `${subject} ${listing(own.map(({ block }) => gradientOf(block)))}`
    ),
  );
}

/** `0.98 to 1.00`. */
export function range(values: readonly number[]): string {
  return [...new Set([Math.min(...values), Math.max(...values)].map(hundredths))].join(" to ");
}

/** A ratio to the hundredth, where that is about two or three digits. */
function hundredths(value: number): string {
  return value >= 0.1 && value < 10 ? value.toFixed(2) : formatNumber(value, 2);
}

function extremes<T>(rows: readonly T[], value: (row: T) => number): [T, T] {
  const sorted = [...rows].sort((a, b) => value(a) - value(b));
  return [sorted[0] as T, sorted.at(-1) as T];
}

/** How comparisons at equal time end, in one line; undefined where there are none. */
export function equalTimeInBrief(rows: readonly ComparisonRow[]): string | undefined {
  const outcomes = headlineRows(rows).flatMap(({ matched, work }) =>
    matched && work !== undefined ? [worth(work)] : []
  );
  return outcomes.length === 0
    ? undefined
    : `at equal time ${tally(outcomes, { subject: "R2-G2", other: "RT" })}`;
}
