/**
 * Which records of several folders count: of each experiment those of one run, of each job those of one attempt.
 * @module
 */
import { Attempts } from "../attempts/attempts.ts";
import { canonicalJson } from "../canonical.ts";
import { type Commit, recordHash } from "../lines.ts";
import type { StoreContent } from "../reader.ts";
import type { BenchRecord } from "../record/record.ts";

/** One record for each cell, with a line for whatever was left out. */
export function chooseRecords(contents: readonly StoreContent[]): Omit<StoreContent, "environments"> {
  const notices: string[] = [];
  const commits = new Map(contents.flatMap((each) => each.commits).map((each) => [each.attempt, each]));
  const shards = contents.flatMap(({ records }) => [
    ...Map.groupBy(records, ({ experiment, run }) => `${experiment}\n${run}`),
  ]);
  const runs = [...Map.groupBy(shards, ([key]) => key)].map(([key, group]) => {
    const [experiment = "", run = ""] = key.split("\n");
    return { experiment, run, ...uniqueRecords(group.map(([, records]) => records), commits) };
  });
  const left = runs.reduce((sum, each) => sum + each.left, 0);
  if (left > 0) notices.push(`${left} records are left out: their attempts mix experiments`);
  const repeated = runs.reduce((sum, each) => sum + each.repeated, 0);
  const changed = runs.reduce((sum, each) => sum + each.changed, 0);
  if (repeated > 0) notices.push(`${repeated} repeated records of the merged folders are counted once`);
  if (changed > 0) {
    notices.push(`${changed} of the repeated records differ in their metrics: other code or another machine`);
  }
  const records = [...Map.groupBy(runs, ({ experiment }) => experiment)].flatMap(
    ([experiment, candidates]) => {
      const [best, ...others] = candidates.sort((a, b) => b.done - a.done || compareText(a.run, b.run));
      if (others.length > 0) {
        notices.push(
          `${experiment} is in ${candidates.length} of the merged runs: the records of run ${best?.run} are used`,
        );
      }
      return best?.records ?? [];
    },
  );
  const used = new Set(records.map(({ attempt }) => attempt));
  const known = new Set(records.map(({ id }) => id));
  return {
    records,
    commits: [...commits.values()].filter(({ attempt }) => used.has(attempt)).sort((a, b) =>
      compareText(a.commit, b.commit)
    ),
    unfinished: contents.flatMap(({ unfinished }) => unfinished).filter(({ id }) => !known.has(id)),
    notices: notices.sort(),
  };
}

/** One record of each id, of each job one attempt. */
function uniqueRecords(
  shards: readonly (readonly BenchRecord[])[],
  commits: ReadonlyMap<string, Commit>,
) {
  const all = shards.flat();
  const chosen = new Map<string, BenchRecord>();
  for (const record of rankedAlone(shards)) {
    const first = chosen.get(record.id);
    if (first === undefined || (first.status !== "done" && record.status === "done")) {
      chosen.set(record.id, record);
    }
  }
  for (const [id, { record }] of chosenAttempts(all, commits)) chosen.set(id, record);
  const changed = all.filter((record) => {
    const counts = chosen.get(record.id);
    return counts !== undefined && recordHash(counts) !== recordHash(record) &&
      metricsText(counts) !== metricsText(record);
  });
  const records = [...chosen.values()];
  const left = all.filter(({ id }) => !chosen.has(id)).length;
  return {
    records,
    done: countDone(records),
    left,
    repeated: all.length - records.length - left,
    changed: changed.length,
  };
}

function chosenAttempts(records: readonly BenchRecord[], commits: ReadonlyMap<string, Commit>) {
  const attempts = new Attempts<BenchRecord>();
  for (const record of records) if (record.attempt !== undefined) attempts.add(record, "");
  for (const attempt of new Set(records.map((record) => record.attempt))) {
    const commit = commits.get(attempt ?? "");
    if (commit !== undefined) attempts.commit(commit);
  }
  return attempts.chosen.records;
}

/** Records without attempt: those of the shard that finished more come first. */
function rankedAlone(shards: readonly (readonly BenchRecord[])[]): BenchRecord[] {
  return shards.map((all) => all.filter(({ attempt }) => attempt === undefined))
    .filter((records) => records.length > 0)
    .map((records) => ({ records, done: countDone(records), hash: leastHash(records) }))
    .sort((a, b) => b.done - a.done || compareText(a.hash, b.hash))
    .flatMap(({ records }) => records);
}

function countDone(records: readonly BenchRecord[]): number {
  return records.filter(({ status }) => status === "done").length;
}

function leastHash(records: readonly BenchRecord[]): string {
  return records.map(recordHash).reduce((least, hash) => (hash < least ? hash : least));
}

function metricsText({ status, metrics }: BenchRecord): string {
  return canonicalJson([status, metrics]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
