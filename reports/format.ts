/**
 * Numbers as the report prints them: three significant digits, a true minus sign, the interval in brackets.
 * @module
 */

/** An estimate and the ends of its interval, in the unit of the estimate. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A number in three significant digits; scientific below 0.001 and from a million on.
 *
 * @example
 * ```ts
 * import { formatNumber } from "./format.ts";
 *
 * console.assert(formatNumber(1234.5) === "1235");
 * console.assert(formatNumber(-0.04567) === "−0.0457");
 * console.assert(formatNumber(1.2e-7) === "1.2e−7");
 * ```
 */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "n/a" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) {
    return minus(value.toExponential(digits - 1).replace(/\.?0*e/, "e").replace("e+", "e"));
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const fixed = value.toFixed(decimals);
  return minus(fixed.includes(".") ? fixed.replace(/0+$/, "").replace(/\.$/, "") : fixed);
}

/** `0.047 [0.044, 0.051]`; a line may break before the bracket, not in it. */
export function formatInterval({ value, low, high }: Interval, digits = 3): string {
  return `${formatNumber(value, digits)} [${formatNumber(low, digits)},\u00a0${formatNumber(high, digits)}]`;
}

/** A p-value; small ones as a bound. */
export function formatP(p: number): string {
  return p < 0.001 ? "< 0.001" : formatNumber(p, 2);
}

/** `1 seed`, `3 seeds`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `a, b and c`. */
export function listing(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

function minus(text: string): string {
  return text.replaceAll("-", "−");
}
