/**
 * What records are about: names for groups of cells that may be compared.
 * @module
 */
import { MODEL_OPTIONS } from "../../bench/experiments/contracts.ts";
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
 * Names the model of each record with its settings; where records are from several data sets, the data set too.
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
    of: ({ model, dataset, options }: Pick<BenchRecord, "model" | "dataset" | "options">): string => {
      const name = [model, ...settingsOf(options)].join(", ");
      return (datasets.get(model)?.size ?? 0) > 1 ? `${name} on ${dataset.name}` : name;
    },
  };
});

/** `log σ −3`: what was chosen of a model. */
function settingsOf(options: BenchRecord["options"]): string[] {
  return MODEL_OPTIONS.filter((name) => options[name] !== undefined).map((name) =>
    `${SETTINGS[name]} ${String(options[name]).replace("-", "−")}`
  );
}

const SETTINGS: Readonly<Record<(typeof MODEL_OPTIONS)[number], string>> = {
  "log-sigma": "log σ",
  "tokens": "tokens",
};

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
