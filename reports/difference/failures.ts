/**
 * What ends `deno task report --fail-on …` with exit code 1.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import { formatInterval, statedP } from "../look/format.ts";
import type { Change } from "./changes.ts";

/** What a report can fail on. */
export const FAILURES = ["bias", "regression"] as const;

/**
 * Failures of results, one line each; what was not tested fails too, for else a gate would pass what it never
 * saw.
 *
 * @param kinds Some of {@linkcode FAILURES}.
 */
export function failuresOf(
  kinds: readonly string[],
  { records, changes = [] }: {
    readonly records: readonly BenchRecord[];
    /** To the results that they are compared with. @default none */
    readonly changes?: readonly Change[];
  },
): string[] {
  return [
    ...(kinds.includes("bias") ? biases(records) : []),
    ...(kinds.includes("regression") ? regressions(changes) : []),
  ];
}

function biases(records: readonly BenchRecord[]): string[] {
  const found = ALL_REPORTS.map((report) => report.biases?.(report.rows(records)));
  if (found.every((lines) => lines === undefined)) {
    return ["bias: these results hold no test of unbiasedness"];
  }
  return found.flatMap((lines) => lines ?? []).map((line) => `bias: ${line}`);
}

function regressions(changes: readonly Change[]): string[] {
  if (changes.every(({ adjustedP }) => adjustedP === undefined)) {
    return ["regression: no number with an interval is in both results"];
  }
  return changes.filter(({ says }) => says === "worse").map((
    { name, kind, ours, theirs, change, adjustedP },
  ) =>
    `regression: ${name}: ${formatInterval(ours)} against ${formatInterval(theirs)}, ` +
    `${kind.scale === "ratio" ? "ratio" : "difference"} ${formatInterval(change)}, ${
      statedP(adjustedP ?? 1)
    } by Holm`
  );
}
