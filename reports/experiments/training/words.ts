/**
 * Does it train better.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { budgetInWords, isIdentical, OUTCOMES } from "../../analysis/outcomes.ts";
import { inOrder } from "../../analysis/select.ts";
import { TARGET_SHARE, targetRows } from "./time_to_target.ts";
import { type OutcomeRow, outcomeRows } from "./rows.ts";
import { estimatorStyle } from "../../look/styles.ts";
import { formatInterval, formatP, plural, statedP } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import type { Section } from "../section.ts";

const ERROR_RATE = 0.05;

/** Paired training runs. */
export const trainingSection: Section = {
  experiment: "training",
  title: "Training at equal steps and at equal time",
  question: "Does R2-G2 train better than RT, after equally many steps and after equally much time?",
  inBrief(records) {
    const differences = outcomeRows(records).flatMap(({ estimator, outcome, difference }) =>
      estimator === "r2g2" && outcome !== "test-accuracy" && difference !== undefined ? [difference] : []
    );
    if (differences.length === 0) return undefined;
    // The sign-flip test of very few pairs cannot reach any usual error rate, whatever the difference.
    if (differences.every(({ smallestP }) => smallestP > ERROR_RATE)) {
      return "too few seeds to tell any difference to RT from chance";
    }
    const clear = differences.filter(({ adjustedP }) => adjustedP <= ERROR_RATE);
    const better = clear.filter(({ interval }) => interval.value > 0).length;
    const all = plural(differences.length, "comparison");
    return clear.length === 0
      ? `no difference to RT is told from chance in ${all}`
      : `beyond chance, R2-G2 ends better than RT in ${better} and worse in ${
        clear.length - better
      } of ${all}`;
  },
  findings: (records) => [
    ...outcomeRows(records)
      .filter(({ estimator, outcome, difference }) =>
        estimator === "r2g2" && outcome !== "test-accuracy" && difference !== undefined
      )
      .sort((a, b) => `${a.subject} ${a.budget}`.localeCompare(`${b.subject} ${b.budget}`, "en"))
      .map(sentence),
    ...targetFinding(records),
  ],
};

/** What R2-G2 ends with, minus RT, after equally much time of training; undefined without such runs. */
export function equalTimeFinding(records: readonly BenchRecord[]): Inlines | undefined {
  const differences = outcomeRows(records).flatMap(({ subject, budget, estimator, outcome, difference }) => {
    const { label, unit = "" } = OUTCOMES[outcome] ?? { label: outcome };
    if (estimator !== "r2g2" || !budget.startsWith("time:") || unit === "" || difference === undefined) {
      return [];
    }
    const { interval, pairs } = difference;
    return [
      `${subject} after ${budgetInWords(budget)}, ${label}: ${formatInterval(interval)} ${unit} ` +
      `(${plural(pairs, "paired seed")})`,
    ];
  });
  return differences.length === 0 ? undefined : [
    strong("Trained for equally long, R2-G2 minus RT (below 0, RT is better):"),
    ` ${differences.join("; ")}.`,
  ];
}

/** How much sooner or later R2-G2 reaches RT's target, by what is spent. */
function targetFinding(records: readonly BenchRecord[]): Inlines[] {
  const rows = targetRows(records).filter(({ estimator, outcome, overRt }) =>
    estimator === "r2g2" && outcome !== "test-accuracy" && overRt.steps !== undefined
  ).sort((a, b) => inOrder(`${a.subject} ${a.budget}`, `${b.subject} ${b.budget}`));
  if (rows.length === 0) return [];
  const words = rows.map(({ subject, budget, overRt: { steps, seconds, flops }, reached, seeds }) => {
    const parts = [["steps", steps], ["time", seconds], ["FLOPs", flops]] as const;
    const known = parts.flatMap((
      [name, ratio],
    ) => (ratio === undefined ? [] : [`${name} ${formatInterval(ratio)}`]));
    return `${subject}, ${budgetInWords(budget)}: ${
      known.join(", ")
    } (${reached} of ${seeds} seeds reach it)`;
  });
  return [[
    strong(`Until ${100 * TARGET_SHARE} % of RT's improvement:`),
    ` R2-G2 spends, over RT, ${words.join("; ")}.`,
  ]];
}

function sentence({ subject, budget, outcome, estimator, difference }: OutcomeRow): Inlines {
  const { interval, adjustedP, smallestP, pairs } = difference as NonNullable<OutcomeRow["difference"]>;
  const { label, unit } = OUTCOMES[outcome] ?? { label: outcome, unit: "" };
  const name = estimatorStyle(estimator).label;
  const runs = strong(`${subject}, ${budgetInWords(budget)}:`);
  if (isIdentical(interval)) {
    return [
      runs,
      ` the final ${label} of ${name} minus that of RT is exactly 0 over ${plural(pairs, "paired seed")}: ` +
      "they are bit-identical.",
    ];
  }
  const verdict = adjustedP > ERROR_RATE
    ? smallestP > ERROR_RATE ? "which so few seeds cannot tell from chance" : "which may be chance"
    : interval.value > 0
    ? "which is more than chance"
    : "which is worse than RT by more than chance";
  return [
    runs,
    ` the final ${label} of ${name} minus that of RT is ${formatInterval(interval)}${
      unit === "" ? "" : ` ${unit}`
    } over ` +
    `${plural(pairs, "paired seed")}, ${verdict}: ${statedP(adjustedP)} (Holm), smallest possible ` +
    `${formatP(smallestP)}.`,
  ];
}
