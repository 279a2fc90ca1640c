/**
 * The end of every "unknown name" line.
 * @module
 */
import { closest, distance } from "fastest-levenshtein";

/** `; did you mean quick?`, or nothing where no name is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const nearest = closest(name.toLowerCase(), names);
  // Half of a short word is another word.
  const near = Math.min(3, Math.max(1, name.replace(/^-+/, "").length >> 1));
  return distance(name.toLowerCase(), nearest) <= near ? `; did you mean ${nearest}?` : "";
}

/** `"qiuck"; did you mean quick? (one of: smoke, quick)` */
export function nearestName(name: string, names: readonly string[]): string {
  return `${JSON.stringify(name)}${didYouMean(name, names)} (one of: ${names.join(", ")})`;
}
