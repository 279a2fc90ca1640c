/**
 * The end of every "unknown name" line.
 * @module
 */
import { didYouMean } from "../estimators/did_you_mean.ts";

/** `"qiuck"; did you mean quick? (one of: smoke, quick)` */
export function nearestName(name: string, names: readonly string[]): string {
  return `${JSON.stringify(name)}${didYouMean(name, names)} (one of: ${names.join(", ")})`;
}
