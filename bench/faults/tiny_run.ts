/**
 * A whole run of some seconds, and what must be the same however often it was broken off.
 * @module
 */
import { type BenchRecord, isStore, readStore, recordHash } from "../store/mod.ts";
import { runTask } from "./task_process.ts";

/** Flags of a run that trains and that samples, whose records no clock decides. */
export const TINY: readonly string[] = [
  "--suite",
  "smoke",
  "--skip-benches",
  "--experiments",
  "unbiasedness,training",
  "--blas",
  "off",
];

/** An undisturbed run has more records; comparing with none would find nothing. */
const FEWEST = 20;

/** A run that nobody disturbed. */
export interface Undisturbed {
  readonly folder: string;
  readonly numbers: ReadonlyMap<string, string>;
  /** How long it took. */
  readonly seconds: number;
}

/** Runs it undisturbed. @throws {Error} if it fails. */
export async function undisturbed(folder: string, ...flags: readonly string[]): Promise<Undisturbed> {
  const start = performance.now();
  const { code, error } = await runTask("bench", [...TINY, "--results", folder, ...flags]);
  if (code !== 0) throw new Error(`an undisturbed run failed: ${error}`);
  const seconds = (performance.now() - start) / 1000;
  const numbers = await numbersOf(folder);
  if (numbers.size < FEWEST) throw new Error(`an undisturbed run stored ${numbers.size} records`);
  return { folder, numbers, seconds };
}

/** What neither clock nor machine decides of a folder's records, as one hash a cell; empty without a store. */
export async function numbersOf(folder: string): Promise<Map<string, string>> {
  if (!await isStore(folder)) return new Map();
  const { records } = await readStore(folder);
  return new Map(records.map((record) => [record.id, hashOf(record)]));
}

function hashOf({ attempt: _attempt, timings, code, ...rest }: BenchRecord): string {
  const kept = { ...rest, environment: "", timings: timings.map((own) => ({ ...own, values: [] })) };
  return recordHash(code === undefined ? kept : { ...kept, code: { id: code.id } });
}

/** Compares records with what they have to be. */
export function compareNumbers(
  found: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): { lost: number; problems: string[] } {
  const lost = [...wanted.keys()].filter((id) => !found.has(id)).length;
  const problems = [...found].flatMap(([id, hash]) => {
    const right = wanted.get(id);
    if (right === undefined) return [`record ${id.slice(0, 12)} is of no planned cell`];
    return right === hash ? [] : [`record ${id.slice(0, 12)} has other numbers`];
  });
  return { lost, problems };
}
