/**
 * Values that are computed once, and only when they are asked for.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";

/** Computes a function of a list of records once per list. */
export function memo<T>(
  compute: (records: readonly BenchRecord[]) => T,
): (records: readonly BenchRecord[]) => T {
  const known = new WeakMap<readonly BenchRecord[], T>();
  return (records) => {
    const found = known.get(records);
    if (found !== undefined) return found;
    const made = compute(records);
    known.set(records, made);
    return made;
  };
}

/** Computes a value when it is first asked for. */
export function lazy<T>(compute: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: compute() }).value;
}
