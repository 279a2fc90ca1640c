/**
 * The end of every "unknown name" line.
 * @module
 */
import { closest, distance } from "fastest-levenshtein";

/** `"qiuck"; did you mean quick? (one of: smoke, quick)` */
export function nearestName(name: string, names: readonly string[]): string {
  const nearest = closest(name, names);
  const hint = distance(name, nearest) <= 3 ? `; did you mean ${nearest}?` : "";
  return `${JSON.stringify(name)}${hint} (one of: ${names.join(", ")})`;
}
