/**
 * Budgets of training runs, read once from the option that records store.
 * @module
 */

/** How much a run may spend. */
export interface Budget {
  /** As stored: `steps:1500`, `time:45s`. */
  readonly text: string;
  /** What is spent; `other` for a budget that this report does not know. */
  readonly kind: "steps" | "samples" | "flops" | "time" | "other";
  /** How much, with the unit of a time: `1500`, `45s`. */
  readonly amount: string;
}

/**
 * Reads a budget.
 *
 * @example
 * ```ts
 * import { readBudget } from "./budget.ts";
 *
 * console.assert(readBudget("steps:1500").kind === "steps");
 * ```
 */
export function readBudget(text: string): Budget {
  const [, kind, amount = ""] = /^(steps|samples|flops|time):(.+)$/.exec(text) ?? [];
  return { text, kind: kind as Budget["kind"] | undefined ?? "other", amount };
}

/**
 * A budget in words.
 *
 * @example
 * ```ts
 * import { budgetInWords, readBudget } from "./budget.ts";
 *
 * console.assert(budgetInWords(readBudget("steps:1500")) === "1500 steps");
 * console.assert(budgetInWords(readBudget("time:45s")) === "45 s");
 * ```
 */
export function budgetInWords({ text, kind, amount }: Budget): string {
  if (kind === "other") return text;
  return kind === "time"
    ? amount.replaceAll(/([a-z]+)(\d|$)/g, (_, unit, next) => ` ${unit === "m" ? "min" : unit} ${next}`)
      .trim()
    : `${amount} ${kind === "flops" ? "FLOPs" : kind}`;
}
