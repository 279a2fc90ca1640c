/**
 * What training runs are judged by, and how outcomes and budgets are called.
 * @module
 */
import type { Interval } from "../look/format.ts";

/** A quantity of a trained model. */
export interface Outcome {
  readonly label: string;
  /** Empty for a share. */
  readonly unit: string;
  /** Range of possible values, where intervals could leave it. */
  readonly range?: readonly [number, number];
  /** Up to here two results count as equal; fixed before anything was run. */
  readonly margin?: number;
  /** Which way is better. @default more */
  readonly better?: "less";
  /** Whether it is shown beside what models are trained for, and decides nothing. @default false */
  readonly beside?: true;
}

/** Outcomes by their metric's name. */
export const OUTCOMES: Readonly<Record<string, Outcome>> = {
  "test-bound": { label: "test bound", unit: "nats", margin: 0.5 },
  "test-log-likelihood": { label: "test log-likelihood", unit: "nats" },
  "test-accuracy": { label: "test accuracy", unit: "", range: [0, 1], margin: 0.002, beside: true },
  "test-calibration-error": {
    label: "calibration error",
    unit: "",
    range: [0, 1],
    better: "less",
    beside: true,
  },
};

/** Whether curves of the outcome rise as training goes well; figures show no others. */
export function moreIsBetter(outcome: string): boolean {
  return OUTCOMES[outcome]?.better !== "less";
}

/** Whether a model is trained for the outcome, and so judged by it. */
export function decides(outcome: string): boolean {
  return OUTCOMES[outcome]?.beside !== true;
}

/** `test bound, nats`; `test accuracy`; an unknown metric by its name. */
export function outcomeWithUnit(outcome: string): string {
  const { label, unit } = OUTCOMES[outcome] ?? { label: outcome, unit: "" };
  return unit === "" ? label : `${label}, ${unit}`;
}

/**
 * An interval of a mean outcome without the part that no outcome can have: Student's interval of a few
 * accuracies knows nothing of their bounds.
 *
 * @example
 * ```ts
 * import { withinRange } from "./outcomes.ts";
 *
 * console.assert(withinRange({ value: 0.96, low: 0.92, high: 1.02 }, "test-accuracy").high === 1);
 * ```
 */
export function withinRange({ value, low, high }: Interval, outcome: string): Interval {
  const [least, most] = OUTCOMES[outcome]?.range ?? [-Infinity, Infinity];
  return { value, low: Math.max(low, least), high: Math.min(high, most) };
}

/** Whether runs ended alike to the last bit, on every seed: a difference of zero without any width. */
export function isIdentical({ value, low, high }: Interval): boolean {
  return value === 0 && low === 0 && high === 0;
}
