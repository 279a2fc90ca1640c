/**
 * Whether what is compared by time was timed on one machine.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { groupBy } from "../analysis/select.ts";
import { listing } from "../look/format.ts";

/** Experiments that were timed on several machines, or on one with other software, and what that means. */
export function machinesOfTimes(records: readonly BenchRecord[]): string[] {
  const timed = records.filter(({ status, timings }) => status === "done" && timings.length > 0);
  const several = [...groupBy(timed, ({ experiment }) => experiment)].filter(([, own]) =>
    new Set(own.map(({ environment }) => environment)).size > 1
  ).map(([experiment]) => experiment).sort();
  if (several.length === 0) return [];
  return [
    `Times of ${
      listing(several)
    } are from more than one of the environments below. A ratio of times compares what one ` +
    "of them took; a time by itself is the median over all.",
  ];
}
