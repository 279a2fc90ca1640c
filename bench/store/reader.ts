/**
 * Strict reading of a results folder, for reports: everything is verified before anything is shown.
 * @module
 */
import { splitLines } from "./append_log.ts";
import { type Environment, readEnvironmentLine, readRecordLine, StoreError } from "./lines.ts";
import type { BenchRecord } from "./record.ts";
import { ENVIRONMENTS_FILE, RECORDS_FILE } from "./store.ts";

/** A results folder's content. */
export interface StoreContent {
  /** In the order in which they finished; the first of each id. */
  readonly records: readonly BenchRecord[];
  /** By id. */
  readonly environments: ReadonlyMap<string, Environment>;
  /** What was tolerated, one line each: a torn last line, repeated ids. */
  readonly notices: readonly string[];
}

/**
 * Reads and verifies a results folder, also while a run is writing to it.
 *
 * A torn last line (of a run that is writing or was killed) and repeated ids (of merged shards) are left out
 * with a notice; everything else that is wrong is an error.
 *
 * @throws {StoreError} naming file, line and cause: no records, not JSON, another schema version, a hash
 * that does not match, a field that does not fit, an environment that is not described.
 *
 * Permissions: read on the folder.
 */
export async function readStore(directory: string): Promise<StoreContent> {
  const notices: string[] = [];
  const recordLines = await readLines(`${directory}/${RECORDS_FILE}`, notices);
  const environmentLines = await readLines(`${directory}/${ENVIRONMENTS_FILE}`, notices);
  const environments = firstOfEachId(
    environmentLines.map(([line, where]) => [readEnvironmentLine(line, where), where]),
    [],
  );
  const records = firstOfEachId(
    recordLines.map(([line, where]) => [readRecordLine(line, where), where]),
    notices,
  );
  for (const [record, where] of records.values()) {
    if (!environments.has(record.environment)) {
      throw new StoreError(
        `${where}: environment ${record.environment} is not described in ${directory}/${ENVIRONMENTS_FILE}`,
      );
    }
  }
  return {
    records: [...records.values()].map(([record]) => record),
    environments: new Map([...environments].map(([id, [environment]]) => [id, environment])),
    notices,
  };
}

type Located<T> = readonly [entry: T, where: string];

async function readLines(path: string, notices: string[]): Promise<Located<string>[]> {
  let content: Uint8Array;
  try {
    content = await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new StoreError(
      `${path} does not exist: run \`deno task bench\` first, or name its folder with --results`,
    );
  }
  const length = content.lastIndexOf(0x0a) + 1;
  const lines = splitLines(content.subarray(0, length));
  if (length < content.length) {
    notices.push(
      `${path}:${lines.length + 1}: left out a torn last line of ${content.length - length} bytes`,
    );
  }
  return lines.map((line, index) => [line, `${path}:${index + 1}`]);
}

function firstOfEachId<T extends { readonly id: string }>(
  entries: readonly Located<T>[],
  notices: string[],
): Map<string, Located<T>> {
  const first = new Map<string, Located<T>>();
  for (const [entry, where] of entries) {
    if (first.has(entry.id)) notices.push(`${where}: left out a repeated record ${entry.id}`);
    else first.set(entry.id, [entry, where]);
  }
  return first;
}
