/**
 * How likely chance is behind a ratio that is not one, when all that is left of the samples is its interval.
 * @module
 */
import { normalTail } from "./distributions.ts";
import type { Interval } from "./interval.ts";

/** Half-width of a 95 % interval in standard errors. */
const NORMAL_95 = 1.959964;

/**
 * Two-sided p that a ratio is one, from its 95 % interval: normal on the log scale, or, where the interval reaches
 * 0 and has no logarithm, on the ratio's own.
 *
 * An interval without width decides alone: 1 if it is at one up to float32's rounding, else 0. An interval with
 * an end that is not a number says nothing: 1.
 *
 * @example
 * ```ts
 * import { ratioP } from "./ratio_p.ts";
 * console.assert(ratioP({ value: 1.5, low: 1.2, high: 1.8 }) < 0.05);
 * console.assert(ratioP({ value: 0.8, low: -0.1, high: 1.7 }) > 0.05); // holds 1
 * ```
 */
export function ratioP({ value, low, high }: Interval): number {
  const onLogs = low > 0;
  const error = (onLogs ? Math.log(high / low) : high - low) / (2 * NORMAL_95);
  const distance = Math.abs(onLogs ? Math.log(value) : value - 1);
  if (Number.isNaN(error) || Number.isNaN(distance)) return 1;
  if (!(error > 1e-6)) return distance < 1e-4 ? 1 : 0;
  return Math.min(1, 2 * normalTail(distance / error));
}
