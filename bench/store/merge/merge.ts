/**
 * Several results folders as one: shards of a run, or runs of different experiments of the same suite.
 *
 * What may differ between the folders is which experiments they ran, with which settings, and the code and
 * machine that ran them: an experiment is taken whole from one run. Everything else of the configuration
 * decides the numbers of all of them, so a difference there is refused. The outcome does not depend on the
 * order of the folders.
 * @module
 */
import { chooseRecords } from "./choose_records.ts";
import { differences, few } from "../differences.ts";
import { StoreError } from "../store_error.ts";
import type { Manifest } from "../manifest.ts";
import type { ResultsFolder, StoreContent } from "../reader.ts";
import { type Completeness, completeness } from "../planned.ts";
import type { BenchRecord } from "../record/record.ts";

/** What one or several folders hold. */
export interface Results extends StoreContent {
  /** Configurations of the runs, by their hashes in order; none of folders without `run.json`. */
  readonly manifests: readonly Manifest[];
  /** How much of each experiment is done, where the runs say what they planned. */
  readonly completeness: readonly Completeness[];
}

/** Settings that decide no number: which experiments were asked for, and prose. */
const FREE_SETTINGS = ["experiments", "description"];

/**
 * Merges folders.
 *
 * Records are told apart by their ids; of each job one whole attempt counts, as in a single folder. Where two runs
 * hold the same experiment, the run with more finished cells of it gives all of its records: cells that were timed
 * against each other stay together.
 *
 * @throws {StoreError} naming two folders that do not fit and what differs: data set, seed, another setting.
 */
export function mergeResults(folders: readonly ResultsFolder[]): Results {
  const different = oneOfEachRun(folders);
  for (const [i, folder] of different.entries()) {
    for (const earlier of different.slice(0, i)) requireFit(earlier, folder);
  }
  const [only] = folders;
  const manifests = manifestsOf(folders);
  const chosen = folders.length === 1 && only !== undefined
    ? { ...only.content, notices: [] }
    : chooseRecords(folders.map(({ content }) => content));
  return {
    ...chosen,
    environments: new Map(folders.flatMap(({ content }) => [...content.environments])),
    manifests,
    completeness: completenessOf(manifests, chosen.records),
    notices: [
      ...folders.flatMap(({ content }) => content.notices),
      ...folders.filter(({ manifest }) => folders.length > 1 && manifest === undefined)
        .map(({ directory }) => `${directory}/ has no run.json: only its data set was compared`),
      ...otherSettings(folders),
      ...chosen.notices,
      ...mixedCode(chosen.records),
    ].sort(),
  };
}

/** One manifest a run, which names the code of all its folders. */
function manifestsOf(folders: readonly ResultsFolder[]): Manifest[] {
  const all = folders.flatMap(({ manifest }) => manifest ? [manifest] : []);
  return [...Map.groupBy(all, ({ run }) => run).values()].map((group) => {
    const code = new Map(group.flatMap((manifest) => manifest.code ?? []).map((state) => [state.id, state]));
    return { ...group[0]!, ...(code.size === 0 ? {} : { code: [...code.values()] }) };
  }).sort((a, b) => compareText(a.run, b.run));
}

/** Of each experiment the plan of the run that gives its records; of one without records, that of the first run. */
function completenessOf(manifests: readonly Manifest[], records: readonly BenchRecord[]): Completeness[] {
  const runs = new Map(records.map(({ experiment, run }) => [experiment, run]));
  return manifests.flatMap(({ run, planned = [] }) => {
    const own = planned.filter(({ experiment }) => {
      if (!runs.has(experiment)) runs.set(experiment, run);
      return runs.get(experiment) === run;
    });
    return completeness(own, records.filter((record) => record.run === run));
  });
}

/** A line for each experiment of a run whose records several versions of the code made. */
function mixedCode(records: readonly BenchRecord[]): string[] {
  const groups = Map.groupBy(records, ({ experiment, run }) => `${experiment} of run ${run}`);
  return [...groups].flatMap(([name, group]) => {
    const versions = [...Map.groupBy(group, ({ code }) => code?.id ?? "unknown")];
    if (versions.length < 2) return [];
    const counts = versions.map(([id, own]) => `${own.length} by ${id.slice(0, 12)}`).sort();
    return [`${name} was made by ${versions.length} versions of the code: ${counts.join(", ")} records`];
  });
}

/** The first shard of each run, and every folder that does not say whose it is: shards of one run fit. */
function oneOfEachRun(folders: readonly ResultsFolder[]): ResultsFolder[] {
  const seen = new Set<string>();
  return folders.filter(({ manifest }) => {
    if (manifest === undefined) return true;
    const first = !seen.has(manifest.run);
    seen.add(manifest.run);
    return first;
  });
}

function requireFit(a: ResultsFolder, b: ResultsFolder): void {
  const found = a.manifest !== undefined && b.manifest !== undefined
    ? configurationDifferences(a.manifest, b.manifest)
    : differences(datasetsOf(a), datasetsOf(b), "dataset");
  if (found.length === 0) return;
  throw new StoreError(
    `cannot merge ${a.directory} and ${b.directory}: ${few(found)}: make a report of each, ` +
      "or put the second beside the first with --compare",
  );
}

function configurationDifferences(left: Manifest, right: Manifest): string[] {
  if (left.run === right.run) return [];
  const fixed = ({ configuration }: Manifest) =>
    Object.fromEntries(Object.entries(configuration).filter(([name]) => !FREE_SETTINGS.includes(name)));
  return differences(fixed(left), fixed(right), "");
}

/** A line for each experiment that two runs made with other settings, so that its records are not thought pooled. */
function otherSettings(folders: readonly ResultsFolder[]): string[] {
  const runs = runsOf(folders);
  return runs.flatMap((b, i) =>
    runs.slice(0, i).flatMap((a) => {
      const [ours, theirs] = [a, b].map(({ manifest }) => Object(manifest.configuration["experiments"]));
      // Settings of an experiment matter where both runs hold records of it.
      return [...b.experiments].filter((name) => a.experiments.has(name)).flatMap((name) => {
        const found = differences(ours[name], theirs[name], name);
        return found.length === 0 ? [] : [
          `${name} has other settings in run ${a.manifest.run} than in run ${b.manifest.run}: ${few(found)}`,
        ];
      });
    })
  );
}

interface Run {
  readonly manifest: Manifest;
  /** Names of the experiments of which its folders hold records. */
  readonly experiments: Set<string>;
}

function runsOf(folders: readonly ResultsFolder[]): Run[] {
  const runs = new Map<string, Run>();
  for (const { manifest, content } of folders) {
    if (manifest === undefined) continue;
    const run = runs.get(manifest.run) ?? { manifest, experiments: new Set() };
    runs.set(manifest.run, run);
    for (const { experiment } of content.records) run.experiments.add(experiment);
  }
  return [...runs.values()].sort((a, b) => compareText(a.manifest.run, b.manifest.run));
}

function datasetsOf({ content }: ResultsFolder): Record<string, string> {
  return Object.fromEntries(content.records.map(({ dataset }) => [dataset.name, dataset.sha256]).sort());
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
