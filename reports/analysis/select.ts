/**
 * What records are about: names for groups of cells that may be compared.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { memo } from "./memo.ts";

export { metricsNamed } from "../../bench/store/mod.ts";

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
