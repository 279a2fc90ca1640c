/**
 * Strict reading of a results folder, for reports: everything is verified before anything is shown.
 * @module
 */
import { basename } from "node:path";
import { Attempts, type Unfinished } from "./attempts/attempts.ts";
import { isFile } from "./disk/is_file.ts";
import { forEachFileLine } from "./disk/line_stream.ts";
import { type Commit, type Environment, readEnvironmentLine, readRecordsLine } from "./lines.ts";
import { type Manifest, readManifest, requireRun } from "./manifest.ts";
import { ARCHIVE_FILE, partFiles, storeFiles } from "./parts.ts";
import type { BenchRecord } from "./record/record.ts";
import { RecordPacker } from "./record/packer.ts";
import { LineChain, type OpenedLine } from "./seal.ts";
import { StoreError } from "./store_error.ts";

/** A results folder's content. */
export interface StoreContent {
  /** Those that count, in the order in which they finished: of each job one whole attempt. */
  readonly records: readonly BenchRecord[];
  /** Of the attempts that they are from. */
  readonly commits: readonly Commit[];
  /** Records of attempts that did not end, and hold cells of which no record counts. */
  readonly unfinished: readonly BenchRecord[];
  /** By id. */
  readonly environments: ReadonlyMap<string, Environment>;
  /** What was tolerated, one line each: a torn last line, repeated ids, attempts that did not end. */
  readonly notices: readonly string[];
}

/**
 * Reads and verifies a results folder, also while a run is writing to it.
 *
 * A torn last line (of a run that is writing or was killed), repeated ids (of merged shards) and attempts that did not
 * end are left out with a notice; everything else that is wrong is an error.
 *
 * @throws {StoreError} naming file, line and cause: no records, not JSON, another schema version, a hash
 * that does not match, a line that does not follow the one before it, a field that does not fit, an environment that is
 * not described, a record of another run than that of `run.json`.
 *
 * Permissions: read on the folder.
 */
export async function readStore(directory: string): Promise<StoreContent> {
  return (await readFolder(directory)).content;
}

/** One results folder. */
export interface ResultsFolder {
  /** Where it is, for messages. */
  readonly directory: string;
  /** Its records and machines. */
  readonly content: StoreContent;
  /** Its `run.json`, where it has one. */
  readonly manifest: Manifest | undefined;
}

/**
 * Reads and verifies a results folder, as {@linkcode readStore}.
 *
 * @param packer Holds what its records have in common with those of other folders.
 */
export async function readFolder(
  directory: string,
  packer: RecordPacker = new RecordPacker(),
): Promise<ResultsFolder> {
  const notices: string[] = [];
  const manifest = await readManifest(directory);
  const attempts = new Attempts<BenchRecord>();
  await readLines(await recordsFiles(directory), notices, (opened, where) => {
    const line = readRecordsLine(opened, where);
    requireRun("record" in line ? line.record : line.commit, manifest, where);
    if ("commit" in line) attempts.commit(line.commit);
    else attempts.add(packer.pack(line.record, line.hash), where);
  });
  const environments = new Map<string, Environment>();
  await readLines(await environmentsFiles(directory), notices, (opened, where) => {
    const environment = readEnvironmentLine(opened, where);
    environments.set(environment.id, environment);
  });
  const { records, commits, unfinished } = attempts.chosen;
  const left = unfinished.flatMap((attempt) => attempt.records);
  for (const { record: { environment }, where } of [...records.values(), ...left]) {
    if (!environments.has(environment)) {
      throw new StoreError(
        `${where}: environment ${environment} is not described in ${directory}/${storeFiles().environments}`,
      );
    }
  }
  notices.push(...attempts.repeated, ...unfinished.map(leftOut));
  const content = {
    records: Array.from(records.values(), ({ record }) => record),
    commits,
    unfinished: left.map(({ record }) => record),
    environments,
    notices,
  };
  return { directory, content, manifest };
}

/** A line that says what an attempt would have had to say. */
function leftOut({ attempt, records, why }: Unfinished<BenchRecord>): string {
  const [{ record: { experiment, model }, where }] = records as [typeof records[number]];
  return `${where}: left out ${records.length} records of ${experiment} on ${model}: ${why} (attempt ${attempt})`;
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

/** Reads the lines of files, each file a chain of its own. */
async function readLines(
  paths: readonly string[],
  notices: string[],
  take: (line: OpenedLine, where: string) => void,
): Promise<void> {
  for (const path of paths) {
    const chain = new LineChain();
    const count = await forEachFileLine(path, (line, index) => {
      const where = `${path}:${index + 1}`;
      take(chain.open(line, where), where);
    });
    if (count.tornBytes > 0) {
      notices.push(`${path}:${count.lines + 1}: left out a torn last line of ${count.tornBytes} bytes`);
    }
  }
}
