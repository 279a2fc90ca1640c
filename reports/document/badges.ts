/**
 * What a run is, in badges: suite, data, day, seeds, commit, how much of it is done.
 * @module
 */
import { type BenchRecord, dayOfAttempt } from "../../bench/store/mod.ts";
import { listing, plural } from "../look/format.ts";
import { commitsOf } from "./commits.ts";
import { cellsInWords } from "./completeness.ts";
import type { ReportInput } from "./provenance.ts";

/** The suite that was run, where the folder says it. */
export function suiteOf({ manifests }: Pick<ReportInput, "manifests">): string | undefined {
  const { name, suite } = manifests?.[0]?.configuration ?? {}; // what is read here is the same in all
  return [name, suite].find((value) => typeof value === "string");
}

/** Short texts; what is not known is left out. */
export function badges(input: ReportInput): string[] {
  const { records, environments, manifests, completeness = [] } = input;
  const used = new Set(records.map(({ environment }) => environment));
  const machines = [...environments.values()].filter(({ id }) => used.has(id));
  const suite = suiteOf(input);
  const seeds = new Set(records.map(({ seed }) => seed)).size;
  const commits = commitsOf({ environments: machines, manifests });
  const days = daysOf(records);
  const cells = cellsInWords(completeness);
  return [
    ...(suite === undefined ? [] : [`suite ${suite}`]),
    `data ${listing([...new Set(records.map(({ dataset }) => dataset.name))].sort())}`,
    ...(days.length === 0 ? [] : [days.join(" to ")]),
    `up to ${plural(seeds, "seed")}`,
    ...(commits.length === 0 ? [] : [`commit ${commits.join(", ")}`]),
    ...(cells === undefined ? [] : [cells]),
  ];
}

/** The first and the last day on which a record was made. */
function daysOf(records: readonly BenchRecord[]): string[] {
  const days = records.flatMap(({ attempt }) => attempt === undefined ? [] : dayOfAttempt(attempt) ?? [])
    .sort();
  return [...new Set([days.at(0), days.at(-1)])].filter((day) => day !== undefined);
}
