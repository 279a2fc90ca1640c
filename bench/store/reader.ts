/**
 * Strict reading of a results folder, for reports: everything is verified before anything is shown.
 * @module
 */
import { isFile } from "./is_file.ts";
import { forEachFileLine } from "./line_stream.ts";
import { type Environment, readEnvironmentLine, readRecordLine } from "./lines.ts";
import { StoreError } from "./store_error.ts";
import { type BenchRecord, isFinal } from "./record.ts";
import { ARCHIVE_FILE, ENVIRONMENTS_FILE, RECORDS_FILE } from "./store.ts";

/** A results folder's content. */
export interface StoreContent {
  /** In the order in which they finished; of each id the first, or what took the place of a failure. */
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
  const recordsPath = await recordsFile(directory);
  const records = await readEntries(recordsPath, {
    read: readRecordLine,
    notices,
    gives: (record) => !isFinal(record),
  });
  const environmentsPath = `${directory}/${ENVIRONMENTS_FILE}`;
  const environments = await readEntries(environmentsPath, { read: readEnvironmentLine, notices });
  const described = new Map(environments.entries.map((environment) => [environment.id, environment]));
  for (const [i, { environment }] of records.entries.entries()) {
    if (!described.has(environment)) {
      throw new StoreError(
        `${recordsPath}:${
          records.lines[i]
        }: environment ${environment} is not described in ${environmentsPath}`,
      );
    }
  }
  notices.push(...records.repeated);
  return { records: records.entries, environments: described, notices };
}

/** The one file of records that a folder has. */
async function recordsFile(directory: string): Promise<string> {
  const [plain, archive] = [`${directory}/${RECORDS_FILE}`, `${directory}/${ARCHIVE_FILE}`];
  const [hasPlain, hasArchive] = [await isFile(plain), await isFile(archive)];
  if (hasPlain && hasArchive) {
    throw new StoreError(
      `${directory} holds ${RECORDS_FILE} and ${ARCHIVE_FILE}: move one to another folder`,
    );
  }
  if (!hasPlain && !hasArchive) {
    throw new StoreError(
      `${plain} does not exist: run \`deno task bench\` first, or name its folder with --results`,
    );
  }
  return hasArchive ? archive : plain;
}

/** Entries of a file with the lines that they stand on: of each id the first that does not give its place. */
async function readEntries<T extends { readonly id: string }>(
  path: string,
  { read, notices, gives = () => false }: {
    readonly read: (line: Uint8Array, where: string) => T;
    readonly notices: string[];
    /** Whether a later entry of its id takes an entry's place. */
    readonly gives?: (entry: T) => boolean;
  },
): Promise<{ readonly entries: T[]; readonly lines: number[]; readonly repeated: string[] }> {
  const [entries, lines, repeated]: [T[], number[], string[]] = [[], [], []];
  const places = new Map<string, number>();
  if (!await isFile(path)) throw new StoreError(`${path} does not exist: restore the folder from a copy`);
  const count = await forEachFileLine(path, (line, index) => {
    const where = `${path}:${index + 1}`;
    const entry = read(line, where);
    const place = places.get(entry.id) ?? entries.length;
    const held = entries[place];
    if (held !== undefined && !gives(held)) {
      repeated.push(`${where}: left out a repeated record ${entry.id}`);
      return;
    }
    places.set(entry.id, place);
    entries[place] = entry;
    lines[place] = index + 1;
  });
  if (count.tornBytes > 0) {
    notices.push(`${path}:${count.lines + 1}: left out a torn last line of ${count.tornBytes} bytes`);
  }
  return { entries, lines, repeated };
}
