/**
 * Does it train better.
 * @module
 */
import { FAMILY_LEVEL } from "../../../bench/stats/mod.ts";
import { budgetInWords } from "../../analysis/budget.ts";
import { decides, isIdentical, OUTCOMES } from "../../analysis/outcomes.ts";
import { inOrder } from "../../analysis/select.ts";
import { formatInterval, formatP, plural, statedP } from "../../look/format.ts";
import { isPlain, seriesLabel } from "../../look/series.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import type { OutcomeRow, TrainingRows } from "./rows.ts";
import { BRACKETS, spentInWords, TARGET_SHARE, type TargetRow } from "./time_to_target.ts";

/** How many differences to RT are more than chance. */
export function trainingInBrief({ outcomes }: TrainingRows): string | undefined {
  const differences = comparedRows(outcomes).map(({ difference }) => difference);
  if (differences.length === 0) return undefined;
  if (differences.every(({ pairs }) => pairs < 2)) {
    return "too few seeds to distinguish any difference to RT from chance";
  }
  const clear = differences.filter(({ adjustedP }) => adjustedP <= FAMILY_LEVEL);
  const better = clear.filter(({ interval }) => interval.value > 0).length;
  const all = plural(differences.length, "comparison");
  return clear.length === 0
    ? `no difference to RT is distinguished from chance in ${all}`
    : `beyond chance, R2-G2 ends better than RT in ${better} and worse in ${clear.length - better} of ${all}`;
}

/** Differences to RT at the end, run by run, and what is spent until RT's target. */
export function trainingFindings({ outcomes, targets }: TrainingRows): Inlines[] {
  return [
    ...comparedRows(outcomes)
      .sort((a, b) => `${a.subject} ${a.budget.text}`.localeCompare(`${b.subject} ${b.budget.text}`, "en"))
      .map(sentence),
    ...targetFinding(targets),
  ];
}

type ComparedRow = OutcomeRow & { readonly difference: NonNullable<OutcomeRow["difference"]> };

/** R2-G2 beside RT, by what they are trained for. */
function comparedRows(rows: readonly OutcomeRow[]): ComparedRow[] {
  return rows.filter((row): row is ComparedRow =>
    isPlain(row, "r2g2") && decides(row.outcome) && row.difference !== undefined
  );
}

/** What R2-G2 ends with, minus RT, after equally much time of training; undefined without such runs. */
export function equalTimeFinding({ outcomes }: TrainingRows): Inlines | undefined {
  const words = comparedRows(outcomes).filter(({ budget }) => budget.kind === "time").map((row) => {
    const { subject, budget, outcome, difference: { interval, pairs } } = row;
    const { label, unit } = OUTCOMES[outcome] ?? { label: outcome, unit: "" };
    return `${subject} after ${budgetInWords(budget)}, ${label}: ${formatInterval(interval)} ${unit} ` +
      `(${plural(pairs, "paired seed")})`;
  });
  return words.length === 0 ? undefined : [
    strong("Trained for equally long, R2-G2 minus RT (below 0, RT is better):"),
    ` ${words.join("; ")}.`,
  ];
}

/** How much sooner or later R2-G2 reaches RT's target, by what is spent. */
function targetFinding(targets: readonly TargetRow[]): Inlines[] {
  const rows = targets.filter((row) =>
    isPlain(row, "r2g2") && decides(row.outcome) && row.overRt.steps !== undefined
  ).sort((a, b) => inOrder(`${a.subject} ${a.budget.text}`, `${b.subject} ${b.budget.text}`));
  if (rows.length === 0) return [];
  const words = rows.map(({ subject, budget, overRt: { steps, seconds, flops }, reached, seeds }) => {
    const parts = [["steps", steps], ["time", seconds], ["FLOPs", flops]] as const;
    const known = parts.flatMap((
      [name, ratio],
    ) => (ratio === undefined ? [] : [`${name} ${spentInWords(ratio)}`]));
    return `${subject}, ${budgetInWords(budget)}: ${
      known.join(", ")
    } (${reached} of ${seeds} seeds reach it)`;
  });
  const open = rows.some(({ overRt: { steps } }) => steps?.interval === undefined);
  return [[
    strong(`Until ${100 * TARGET_SHARE} % of RT's improvement:`),
    ` R2-G2 spends, over RT, ${words.join("; ")}.${open ? ` ${BRACKETS}` : ""}`,
  ]];
}

function sentence(row: ComparedRow): Inlines {
  const { subject, budget, outcome, difference: { interval, adjustedP, flipP, smallestP, pairs } } = row;
  const { label, unit } = OUTCOMES[outcome] ?? { label: outcome, unit: "" };
  const name = seriesLabel(row);
  const runs = strong(`${subject}, ${budgetInWords(budget)}:`);
  if (isIdentical(interval)) {
    return [
      runs,
      ` the final ${label} of ${name} minus that of RT is exactly 0 over ${plural(pairs, "paired seed")}: ` +
      "they are bit-identical.",
    ];
  }
  const verdict = adjustedP > FAMILY_LEVEL
    ? "which may be chance"
    : interval.value > 0
    ? "which is more than chance"
    : "which is worse than RT by more than chance";
  return [
    runs,
    ` the final ${label} of ${name} minus that of RT is ${formatInterval(interval)}${
      unit === "" ? "" : ` ${unit}`
    } over ` +
    `${plural(pairs, "paired seed")}, ${verdict}: ${
      statedP(adjustedP)
    } (Student, Holm, read at ${FAMILY_LEVEL}); by sign flips ` +
    `${statedP(flipP)}, smallest possible ${formatP(smallestP)}.`,
  ];
}
