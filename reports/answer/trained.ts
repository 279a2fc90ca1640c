/**
 * What R2-G2 ends with after training for as long as RT: the paired difference, and what it says.
 * @module
 */
import { FAMILY_LEVEL, type Interval } from "../../bench/stats/mod.ts";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { budgetInWords } from "../analysis/budget.ts";
import { decides, isIdentical, OUTCOMES } from "../analysis/outcomes.ts";
import { FEWEST_SEEDS } from "../experiments/claim.ts";
import { type OutcomeRow, trainingRows } from "../experiments/training/rows.ts";
import { isPlain } from "../look/series.ts";

/** What a difference of training says of R2-G2. */
export type TrainedOutcome = "better" | "worse" | "equal" | "identical" | "not told apart" | "too few seeds";

/** One training budget of one model. */
export interface Trained {
  readonly subject: string;
  /** `45 s`. */
  readonly budget: string;
  /** What the model is judged by, and its unit: `test bound`, `nats`. */
  readonly label: string;
  readonly unit: string;
  /** R2-G2 minus RT: above 0 R2-G2 is better. */
  readonly difference: Interval;
  readonly pairs: number;
  readonly says: TrainedOutcome;
}

/** R2-G2 beside RT after equal times, by what the models are trained for. */
export function trainedAtEqualTime(records: readonly BenchRecord[]): Trained[] {
  return trainingRows(records).outcomes.flatMap((row) => {
    const { subject, budget, outcome, difference } = row;
    if (difference === undefined || budget.kind !== "time" || !isPlain(row, "r2g2") || !decides(outcome)) {
      return [];
    }
    const { label, unit } = OUTCOMES[outcome] ?? { label: outcome, unit: "" };
    return [{
      ...{ subject, budget: budgetInWords(budget), label, unit },
      ...{ difference: difference.interval, pairs: difference.pairs, says: saysOf(difference) },
    }];
  });
}

/** By the outcome's margin, fixed beforehand; where it has none, by Student's p after Holm's correction. */
function saysOf(
  { interval, pairs, says, adjustedP }: NonNullable<OutcomeRow["difference"]>,
): TrainedOutcome {
  if (isIdentical(interval)) return "identical";
  if (pairs < FEWEST_SEEDS) return "too few seeds";
  if (says === "equivalent") return "equal";
  if (says !== undefined) return says === "more" ? "better" : says === "less" ? "worse" : "not told apart";
  if (adjustedP > FAMILY_LEVEL) return "not told apart";
  return interval.value > 0 ? "better" : "worse";
}

/** The rule in words, for a note. */
export const TRAINED_RULE =
  `Training: final value of R2-G2 minus RT's, seeds paired; better or worse where the interval is beyond the outcome's ` +
  `margin (${
    Object.values(OUTCOMES).filter(({ margin }) => margin !== undefined).map(({ label, margin, unit }) =>
      `${margin}${unit === "" ? "" : ` ${unit}`} of ${label}`
    ).join(", ")
  }) or, without a margin, p ≤ ${FAMILY_LEVEL} after Holm; ${FEWEST_SEEDS} seeds at least.`;
