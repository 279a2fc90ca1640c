/**
 * Strict reading of a results folder, for reports: everything is verified before anything is shown.
 * @module
 */
import { basename } from "node:path";
import { isFile } from "./is_file.ts";
import { forEachFileLine } from "./line_stream.ts";
import { type Environment, readEnvironmentLine, readRecordLine } from "./lines.ts";
import { readManifest, requireRun } from "./manifest.ts";
import { StoreError } from "./store_error.ts";
import { type BenchRecord, isFinal } from "./record.ts";
import { ARCHIVE_FILE, partFiles, storeFiles } from "./parts.ts";

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
 * that does not match, a field that does not fit, an environment that is not described, a record of another run than
 * that of `run.json`.
 *
 * Permissions: read on the folder.
 */
export async function readStore(directory: string): Promise<StoreContent> {
  const notices: string[] = [];
  const manifest = await readManifest(directory);
  const records = await readEntries(await recordsFiles(directory), {
    read: (line, where) => {
      const record = readRecordLine(line, where);
      requireRun(record, manifest, where);
      return record;
    },
    notices,
    gives: ({ status }) => !isFinal(status),
  });
  const environments = await readEntries(await environmentsFiles(directory), {
    read: readEnvironmentLine,
    notices,
  });
  const described = new Map(environments.entries.map((environment) => [environment.id, environment]));
  for (const [i, { environment }] of records.entries.entries()) {
    if (!described.has(environment)) {
      throw new StoreError(
        `${
          records.places[i]
        }: environment ${environment} is not described in ${directory}/${storeFiles().environments}`,
      );
    }
  }
  notices.push(...records.repeated);
  return { records: records.entries, environments: described, notices };
}

/** The files of records that a folder has: those of its parts, or an archive. */
async function recordsFiles(directory: string): Promise<string[]> {
  const archive = `${directory}/${ARCHIVE_FILE}`;
  const [plain, hasArchive] = [await partFiles(directory, "records"), await isFile(archive)];
  if (plain.length > 0 && hasArchive) {
    throw new StoreError(
      `${directory} holds ${basename(plain[0]!)} and ${ARCHIVE_FILE}: move one to another folder`,
    );
  }
  if (plain.length === 0 && !hasArchive) {
    throw new StoreError(
      `${directory}/${storeFiles().records} does not exist: run \`deno task bench\` first, or name its folder with --results`,
    );
  }
  return hasArchive ? [archive] : plain;
}

async function environmentsFiles(directory: string): Promise<string[]> {
  const files = await partFiles(directory, "environments");
  if (files.length > 0) return files;
  throw new StoreError(
    `${directory}/${storeFiles().environments} does not exist: restore the folder from a copy`,
  );
}

/** Entries of files with the places where they stand: of each id the first that does not give its place. */
async function readEntries<T extends { readonly id: string }>(
  paths: readonly string[],
  { read, notices, gives = () => false }: {
    readonly read: (line: Uint8Array, where: string) => T;
    readonly notices: string[];
    /** Whether a later entry of its id takes an entry's place. */
    readonly gives?: (entry: T) => boolean;
  },
): Promise<{ readonly entries: T[]; readonly places: string[]; readonly repeated: string[] }> {
  const [entries, places, repeated]: [T[], string[], string[]] = [[], [], []];
  const indices = new Map<string, number>();
  for (const path of paths) {
    const count = await forEachFileLine(path, (line, index) => {
      const where = `${path}:${index + 1}`;
      const entry = read(line, where);
      const place = indices.get(entry.id) ?? entries.length;
      const held = entries[place];
      if (held !== undefined && !gives(held)) {
        repeated.push(`${where}: left out a repeated record ${entry.id}`);
        return;
      }
      indices.set(entry.id, place);
      entries[place] = entry;
      places[place] = where;
    });
    if (count.tornBytes > 0) {
      notices.push(`${path}:${count.lines + 1}: left out a torn last line of ${count.tornBytes} bytes`);
    }
  }
  return { entries, places, repeated };
}
