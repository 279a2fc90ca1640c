/**
 * What differs between two configurations, in words.
 * @module
 */
import { canonicalJson } from "./canonical.ts";

/** `path: this against that`, one for each leaf that differs. */
export function differences(a: unknown, b: unknown, path = ""): string[] {
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .flatMap((name) => differences(a[name], b[name], path === "" ? name : `${path}.${name}`));
  }
  const [left, right] = [a, b].map((value) => value === undefined ? "nothing" : canonicalJson(value));
  return left === right ? [] : [`${path} is ${left} in the first, ${right} in the second`];
}

/** Differences told in full; more of them say nothing new. */
const TOLD = 4;

/** The first differences, and how many more there are. */
export function few(found: readonly string[]): string {
  const rest = found.length - TOLD;
  return found.slice(0, TOLD).join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
