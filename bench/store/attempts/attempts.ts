/**
 * Attempts at jobs, and which of them count.
 *
 * A job's cells are measured against each other, so that they are taken from one attempt or not at all: one that its
 * commit ended, that is whole and that one machine made. Of several the one with the fewest failures counts, then the
 * newest. Records of older versions name no attempt: each stands for itself, and gives way to an attempt at its cell.
 * @module
 */
import type { Commit } from "../lines.ts";
import { type BenchRecord, isFinal } from "../record/record.ts";

/** What decides whether a record counts. */
export type Outcome = Pick<BenchRecord, "id" | "status" | "environment" | "attempt">;

/** An id for an attempt that begins now: ids sort by time, and no two processes make the same. */
export function attemptId(now: number = Date.now()): string {
  return now.toString(16).padStart(12, "0") + crypto.randomUUID().slice(0, 8);
}

/** The day, UTC, on which an attempt began, `2026-11-25`; undefined for a text that no attempt has. */
export function dayOfAttempt(id: string): string | undefined {
  const time = /^[0-9a-f]{20}$/.test(id) ? new Date(Number.parseInt(id.slice(0, 12), 16)) : new Date(NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().slice(0, 10);
}

/** A record and where it stands. */
export interface Placed<R> {
  readonly record: R;
  /** File and line. */
  readonly where: string;
}

/** An attempt that does not count: its job did not end, or part of it is lost. */
export interface Unfinished<R> {
  /** Its id. */
  readonly attempt: string;
  /** What there is of it. */
  readonly records: readonly Placed<R>[];
  /** What is wrong, in words. */
  readonly why: string;
}

/** What counts. */
export interface Chosen<R> {
  /** By cell, in the order in which they came. */
  readonly records: ReadonlyMap<string, Placed<R>>;
  /** Of the attempts that count. */
  readonly commits: readonly Commit[];
  /** Attempts that do not count and hold cells that no other record has. */
  readonly unfinished: readonly Unfinished<R>[];
}

interface Entry<R> extends Placed<R> {
  /** Order of arrival. */
  readonly order: number;
}

interface Attempt<R> {
  readonly id: string;
  readonly records: Map<string, Entry<R>>;
  commit?: Commit;
}

/** Collects the lines of one run's files; what counts is known at any time. */
export class Attempts<R extends Outcome> {
  /** A line for each record that was left out because its file, or another, holds it already. */
  readonly repeated: string[] = [];
  readonly #attempts = new Map<string, Attempt<R>>();
  readonly #alone = new Map<string, Entry<R>>();
  #arrived = 0;
  #chosen: Chosen<R> | undefined;

  /** Takes a record. @param where File and line, for messages. */
  add(record: R, where: string): void {
    const own = record.attempt === undefined ? this.#alone : this.#attempt(record.attempt).records;
    const held = own.get(record.id);
    if (held !== undefined && (record.attempt !== undefined || isFinal(held.record.status))) {
      this.repeated.push(`${where}: left out a repeated record ${record.id}`);
      return;
    }
    own.set(record.id, { record, where, order: held?.order ?? this.#arrived++ });
    this.#chosen = undefined;
  }

  /** Takes the end of an attempt. */
  commit(commit: Commit): void {
    this.#attempt(commit.attempt).commit ??= commit;
    this.#chosen = undefined;
  }

  /** The record of a cell in an attempt, or among those without. */
  recordOf(id: string, attempt: string | undefined): R | undefined {
    const own = attempt === undefined ? this.#alone : this.#attempts.get(attempt)?.records;
    return own?.get(id)?.record;
  }

  /** What counts. */
  get chosen(): Chosen<R> {
    return this.#chosen ??= this.#choose();
  }

  #attempt(id: string): Attempt<R> {
    const known = this.#attempts.get(id);
    if (known !== undefined) return known;
    const fresh: Attempt<R> = { id, records: new Map() };
    this.#attempts.set(id, fresh);
    return fresh;
  }

  #choose(): Chosen<R> {
    const cells = new Map<string, Entry<R>>();
    const commits: Commit[] = [];
    const whole = [...this.#attempts.values()].filter((attempt) => faultOf(attempt) === undefined);
    const best = [...Map.groupBy(whole, ({ commit }) => commit!.commit).values()].map((group) =>
      group.map((attempt) => ({ attempt, failures: countFailures(attempt) })).reduce((a, b) =>
        b.failures < a.failures || (b.failures === a.failures && b.attempt.id > a.attempt.id) ? b : a
      ).attempt
    );
    // A job of other code may have had some of the same cells; taking those that are left would mix the two.
    for (const { records, commit } of best.sort((a, b) => (a.id > b.id ? -1 : 1))) {
      if ([...records.keys()].some((id) => cells.has(id))) continue;
      for (const [id, entry] of records) cells.set(id, entry);
      commits.push(commit!);
    }
    for (const [id, entry] of this.#alone) if (!cells.has(id)) cells.set(id, entry);
    const unfinished = [...this.#attempts.values()].flatMap((attempt): Unfinished<R>[] => {
      const why = faultOf(attempt);
      const records = [...attempt.records.values()];
      const left = why !== undefined && records.some(({ record }) => !cells.has(record.id));
      return left ? [{ attempt: attempt.id, records, why }] : [];
    });
    return {
      records: new Map([...cells].sort(([, a], [, b]) => a.order - b.order)),
      commits: commits.sort((a, b) => (a.commit < b.commit ? -1 : 1)),
      unfinished,
    };
  }
}

/** Why an attempt does not count. */
function faultOf({ records, commit }: Attempt<Outcome>): string | undefined {
  if (commit === undefined) return "their job did not end";
  if (records.size !== commit.cells) return `${commit.commit} ended with ${commit.cells} records`;
  const machines = new Set([...records.values()].map(({ record }) => record.environment)).size;
  return machines > 1 ? `${commit.commit} was made by ${machines} machines` : undefined;
}

function countFailures({ records }: Attempt<Outcome>): number {
  let count = 0;
  for (const { record } of records.values()) if (!isFinal(record.status)) count++;
  return count;
}

/** Whether one attempt gave all cells of a job, none of them to be tried again. */
export function isDone(ids: readonly string[], recordOf: (id: string) => Outcome | undefined): boolean {
  const first = recordOf(ids[0] ?? "");
  return ids.every((id) => {
    const record = recordOf(id);
    return record !== undefined && isFinal(record.status) && record.attempt === first?.attempt;
  });
}
