/**
 * The nearest known name, for messages about an unknown one. Needs no tfjs: every room uses it.
 * @module
 */
import { closest, distance } from "fastest-levenshtein";

/**
 * `; did you mean quick?`, or nothing where no name is near: up to three wrong letters, fewer in a short word.
 *
 * @example
 * ```ts
 * import { didYouMean } from "./did_you_mean.ts";
 * console.assert(didYouMean("qiuck", ["smoke", "quick"]) === "; did you mean quick?");
 * console.assert(didYouMean("fast", ["smoke", "quick"]) === "");
 * ```
 */
export function didYouMean(name: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const nearest = closest(name.toLowerCase(), names);
  const letters = name.replace(/^-+/, "").length;
  const near = Math.min(3, Math.max(1, letters >> 1));
  return distance(name.toLowerCase(), nearest) <= near ? `; did you mean ${nearest}?` : "";
}
