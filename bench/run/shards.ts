/**
 * A plan in n parts of about the same planned duration, for n machines.
 *
 * Longest processing time first: jobs in order of falling duration, each to the part that is the shortest so far.
 * The longest part is then at most 4/3 − 1/(3n) times as long as the best division's (Graham, "Bounds on
 * multiprocessing timing anomalies", SIAM J. Appl. Math. 17, 1969). A job stays whole, so that what is timed against
 * each other is timed on one machine.
 * @module
 */

/** What a division needs to know of a job. */
export interface PlannedJob {
  /** Unique in the plan. */
  readonly name: string;
  /** Planned duration in seconds. */
  readonly seconds: number;
}

/** Which part of a plan. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  /** Number of parts. */
  readonly count: number;
}

/** More parts than any plan has jobs are a typing error. */
const MOST_SHARDS = 100_000;

/**
 * Reads `i/n`, the i-th of n parts.
 *
 * @throws {RangeError} in one line, for anything else.
 */
export function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined) {
    throw new RangeError(`--shard is ${JSON.stringify(text)}; wanted i/n, e.g. 1/4 for the first of four`);
  }
  if (count > MOST_SHARDS) {
    throw new RangeError(`--shard is ${JSON.stringify(text)}; wanted at most ${MOST_SHARDS} parts`);
  }
  if (index < 1 || index > count) {
    throw new RangeError(
      `--shard is ${JSON.stringify(text)}; wanted i/n with i from 1 to n, e.g. 1/4 for the first of four`,
    );
  }
  return { index, count };
}

/**
 * Divides jobs into parts. The outcome depends on names and durations alone, not on the order of the jobs, so that
 * every machine finds the same parts; each part keeps the plan's order.
 *
 * @param count Number of parts; with more parts than jobs some are empty.
 *
 * @example
 * ```ts
 * import { divide } from "./shards.ts";
 * import assert from "node:assert/strict";
 * const jobs = [{ name: "a", seconds: 5 }, { name: "b", seconds: 3 }, { name: "c", seconds: 2 }];
 * assert.deepEqual(divide(jobs, 2).map((part) => part.map(({ name }) => name)), [["a"], ["b", "c"]]);
 * ```
 */
export function divide<T extends PlannedJob>(jobs: readonly T[], count: number): T[][] {
  const parts = Array.from({ length: count }, (): Part<T> => ({ seconds: 0, jobs: new Set() }));
  const longestFirst = [...jobs].sort((a, b) => b.seconds - a.seconds || (a.name < b.name ? -1 : 1));
  for (const job of longestFirst) {
    const part = parts.reduce((least, each) => isSmaller(each, least) ? each : least);
    part.jobs.add(job);
    part.seconds += job.seconds;
  }
  return parts.map((part) => jobs.filter((job) => part.jobs.has(job)));
}

/** Jobs of one part. */
export function shardOf<T extends PlannedJob>(jobs: readonly T[], { index, count }: Shard): T[] {
  return divide(jobs, count)[index - 1] ?? [];
}

interface Part<T> {
  seconds: number;
  readonly jobs: Set<T>;
}

/** Of parts of the same duration the one with fewer jobs: a job that is planned to take no time takes some. */
function isSmaller(a: Part<unknown>, b: Part<unknown>): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.jobs.size < b.jobs.size);
}
