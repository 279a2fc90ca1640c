/**
 * What records are about: names for groups of cells that may be compared.
 * @module
 */
import type { BenchRecord, Metric } from "../../bench/store/mod.ts";

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

/** As {@linkcode memo}, for a function that has a name as its second argument. */
export function memoByName<T>(
  compute: (records: readonly BenchRecord[], name: string) => T,
): (records: readonly BenchRecord[], name: string) => T {
  const byList = memo((_records): Map<string, T> => new Map());
  return (records, name) => {
    const known = byList(records);
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = compute(records, name);
    known.set(name, made);
    return made;
  };
}

/** Computes a value when it is first asked for. */
export function lazy<T>(compute: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: compute() }).value;
}

/** Finished cells of an experiment. */
export function finished(records: readonly BenchRecord[], experiment: string): readonly BenchRecord[] {
  return finishedByExperiment(records).get(experiment) ?? [];
}

const finishedByExperiment = memo((records) =>
  groupBy(records.filter(({ status }) => status === "done"), ({ experiment }) => experiment)
);

/**
 * Names the model of each record; where records are from several data sets, model and data set.
 *
 * @example
 * ```ts
 * import { subjects } from "./select.ts";
 *
 * console.assert(subjects([]).of.length === 1);
 * ```
 */
export const subjects = memo((records: readonly BenchRecord[]) => {
  const datasets = new Map<string, Set<string>>();
  for (const { model, dataset } of records) {
    datasets.set(model, (datasets.get(model) ?? new Set()).add(dataset.name));
  }
  return {
    of: ({ model, dataset }: Pick<BenchRecord, "model" | "dataset">): string =>
      (datasets.get(model)?.size ?? 0) > 1 ? `${model} on ${dataset.name}` : model,
  };
});

/** The covariance of a cell's Gaussians in words, where the experiment varies it; else empty. */
export function familyOf({ options }: Pick<BenchRecord, "options">): string {
  const { family, rank } = options;
  if (family === undefined) return "";
  return rank === undefined ? String(family) : `${family} ${rank}`;
}

/** Order of models, layers and the like: by name, numbers by size. */
export function inOrder(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** Options that say what a cell measures, not which estimator it measures. */
const PLACE_OPTIONS = [
  "budget",
  "samples",
  "matched",
  "family",
  "rank",
  "objective",
  "site",
  "draws",
  "control",
  "placement",
  "elsewhere",
  "part",
  "rounds",
];

/**
 * Names the estimator of each record. Where one estimator appears with different options (a cap of CG, say)
 * in the same experiment, the name says which, so that they are never pooled.
 */
export const variants = memo((records: readonly BenchRecord[]) => {
  const seen = new Map<string, Map<string, Set<string>>>();
  for (const record of records) {
    const key = contextKey(record);
    const values = seen.get(key) ?? new Map<string, Set<string>>();
    if (values.size === 0) seen.set(key, values);
    for (const option in record.options) {
      if (PLACE_OPTIONS.includes(option)) continue;
      const value = String(record.options[option]);
      const held = values.get(option);
      if (held === undefined) values.set(option, new Set([value]));
      else held.add(value);
    }
  }
  const varying = new Map(
    [...seen].map((
      [key, values],
    ) => [key, [...values].filter(([, { size }]) => size > 1).map(([name]) => name)]),
  );
  return {
    of: (record: BenchRecord): string => {
      const names = varying.get(contextKey(record)) ?? [];
      if (names.length === 0) return record.estimator;
      const differing = Object.entries(record.options).filter(([option]) => names.includes(option))
        .map(([option, value]) => `${option} ${value}`);
      return differing.length === 0 ? record.estimator : `${record.estimator} (${differing.join(", ")})`;
    },
  };
});

/** Metrics of a name, whatever layer and block, from `metrics` and `timings` alike. */
export function metricsNamed(record: BenchRecord, name: string): Metric[] {
  const found: Metric[] = [];
  for (const metric of record.metrics) if (metric.name === name) found.push(metric);
  for (const metric of record.timings) if (metric.name === name) found.push(metric);
  return found;
}

/** Groups in order of appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

function contextKey({ experiment, model, estimator }: BenchRecord): string {
  return `${experiment}\n${model}\n${estimator}`;
}
