/**
 * Numbers as the report prints them: three significant digits, a true minus sign, the interval in brackets with
 * as many digits as tell its ends apart.
 * @module
 */

import type { Interval } from "../../bench/stats/mod.ts";

export type { Interval };

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

/**
 * `0.047 [0.044, 0.051]`; a line may break before the bracket, not in it.
 *
 * The three numbers have the same decimals: as many as the value's significant digits ask for, but enough to
 * tell the ends apart, and no more than the interval's width makes meaningful. Where that would print a
 * positive end as zero, each number gets significant digits of its own. An interval without width is a single number.
 *
 * @example
 * ```ts
 * import { formatInterval } from "./format.ts";
 *
 * console.assert(formatInterval({ value: 1.062, low: 1.041, high: 1.094 }, 2) === "1.06 [1.04,\u00a01.09]");
 * console.assert(formatInterval({ value: 3, low: 3, high: 3 }) === "3");
 * ```
 */
export function formatInterval({ value, low, high }: Interval, digits = 3): string {
  const width = high - low;
  const size = Math.max(Math.abs(value), width / 2);
  if (low === high || width < ROUNDING * size) return formatNumber(value, digits);
  const alone = (x: number) => formatNumber(x, digits);
  const same = Number.isFinite(width) ? alike({ size, width, digits }) : alone;
  const print = low > 0 && Number(same(low)) === 0 ? alone : same;
  return `${print(value)} [${print(low)},\u00a0${print(high)}]`;
}

/** Relative width from which on an interval has one: narrower ones are rounding. */
const ROUNDING = 1e-5;

/** Prints numbers of one size and one uncertainty with the same decimals. */
function alike(
  { size, width, digits }: { size: number; width: number; digits: number },
): (x: number) => string {
  const place = (x: number) => Math.floor(Math.log10(x));
  const wanted = digits - 1 - place(size);
  const decimals = Math.max(-place(width / 2), Math.min(wanted, 1 - place(width / 2)));
  if (size < 1e-3 || size >= 1e6) {
    const mantissa = Math.min(5, Math.max(0, decimals + place(size)));
    return (x) => minus(x.toExponential(mantissa).replace("e+", "e"));
  }
  return (x) => minus(x.toFixed(Math.min(12, Math.max(0, decimals))).replace(/^-(0\.?0*)$/, "$1"));
}

/** Distance from one that float32's rounding explains. */
const SAME = 1e-4;

/** Whether a ratio to RT says that the two are the same estimator, sample by sample, up to float32's rounding. */
export function isExactlyOne({ value, low, high }: Interval): boolean {
  return [value, low, high].every((x) => Math.abs(x - 1) < SAME);
}

/** A variance over that of RT: as an interval, or that there is no difference at all. */
export function formatOverRt(ratio: Interval, digits = 3): string {
  return isExactlyOne(ratio) ? "1 (exactly RT)" : formatInterval(ratio, digits);
}

/** A p-value; small ones as a bound. */
export function formatP(p: number): string {
  return p < 0.001 ? "< 0.001" : formatNumber(p, 2);
}

/** A p-value as a statement: `p = 0.25`, `p < 0.001`. */
export function statedP(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${formatNumber(p, 2)}`;
}

/** `1.01 to 1.39`, the least and the largest of some values, or the one number that all round to. */
export function formatSpan(values: readonly number[]): string {
  return [...new Set([Math.min(...values), Math.max(...values)].map((value) => formatNumber(value)))].join(
    " to ",
  );
}

/** `1 seed`, `3 seeds`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `5 seeds`; where numbers differ, `3 to 5 seeds`. */
export function seedsInWords(counts: readonly number[], noun = "seed"): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? plural(most, noun) : `${least} to ${plural(most, noun)}`;
}

/** `a, b and c`. */
export function listing(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

function minus(text: string): string {
  return text.replaceAll("-", "−");
}
