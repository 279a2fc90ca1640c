/**
 * How many draws of a baseline cost what one draw of another estimator does.
 * @module
 */

/** What one and several draws of a baseline cost, and what there is to spend. */
export interface DrawCosts {
  /** One draw, with what does not depend on the number of draws. */
  readonly one: number;
  /** Several draws: the more there are, the less noise is in what a draw is taken to cost. */
  readonly several: number;
  /** How many these are, at least 2. */
  readonly count: number;
  /** What is to be spent. */
  readonly budget: number;
  /** The largest number that may be answered. @default 64 */
  readonly most?: number;
}

/**
 * The number of draws whose cost is nearest to a budget, at least 1.
 *
 * Draws may share work, such as a VAE's encoder, so that K of them cost a + bK, of which b is
 * found from one and several. Where noise makes b vanish, or larger than one draw, a draw is taken to cost what the first one did.
 *
 * @throws {RangeError} if a cost is not positive.
 * @example
 * ```ts
 * import { drawsForBudget } from "./draws_for_budget.ts";
 * console.assert(drawsForBudget({ one: 3, several: 6, count: 4, budget: 6 }) === 4); // 2 + K
 * ```
 */
export function drawsForBudget({ one, several, count, budget, most = 64 }: DrawCosts): number {
  for (const [name, cost] of Object.entries({ one, several, budget })) {
    if (!(cost > 0 && cost < Infinity)) {
      throw new RangeError(`cost "${name}" is ${cost}: it must be positive`);
    }
  }
  const slope = (several - one) / (count - 1);
  const step = slope > 0 && slope < one ? slope : one;
  return Math.min(most, Math.max(1, Math.round(1 + (budget - one) / step)));
}
