/**
 * A results folder: finished cells and the machines that ran them, safe against crashes and edits.
 *
 * `records.jsonl` and `environments.jsonl` are append-only; `writer.lock` keeps a second writer out. The
 * lock is the operating system's, which drops it however its process ends: there is no stale
 * lock to remove. Writers of parts of a plan share that lock, and each has files and a lock of its own.
 * @module
 */
import { type Attempt, startAttempt } from "./attempts/attempt.ts";
import { Attempts, isDone, type Outcome } from "./attempts/attempts.ts";
import { inFolder, isFolder } from "./disk/check_folder.ts";
import { isFile } from "./disk/is_file.ts";
import { forEachFileLine } from "./disk/line_stream.ts";
import { checkRecord, type Commit, type Environment, readEnvironmentLine, readRecordsLine } from "./lines.ts";
import { releaseLocks, takeLocks } from "./locks.ts";
import { type Manifest, readManifest, requireRun } from "./manifest.ts";
import { ARCHIVE_FILE, isOtherShard, partFiles, storeFiles } from "./parts.ts";
import { type BenchRecord, isFinal, type RecordStatus } from "./record/record.ts";
import { LineChain, type OpenedLine } from "./seal.ts";
import { SealedLog, type SealedLogOptions } from "./sealed_log.ts";
import { StoreError } from "./store_error.ts";

/** The files that a writer adds to, and what the folder holds. */
interface StoreParts {
  readonly records: SealedLog;
  readonly environments: SealedLog;
  readonly attempts: Attempts<Outcome>;
  readonly environmentIds: Set<string>;
  readonly manifest: Manifest | undefined;
}

/** The one writer of a results folder, or of a part of it. Close it, or hold it with `await using`. */
export class Store implements AsyncDisposable {
  /** The results folder. */
  readonly directory: string;
  /** What opening repaired, one line each; empty after a clean stop. */
  readonly notices: readonly string[];
  readonly #locks: readonly Deno.FsFile[];
  readonly #parts: StoreParts;

  /** For {@linkcode openStore}. */
  constructor(directory: string, locks: readonly Deno.FsFile[], parts: StoreParts) {
    this.directory = directory;
    this.#locks = locks;
    this.#parts = parts;
    this.notices = [parts.records, parts.environments].flatMap(({ notice }) => notice ?? []);
  }

  /** Whether a cell's record counts, however it ended. */
  has(id: string): boolean {
    return this.#parts.attempts.chosen.records.has(id);
  }

  /** How a cell ended, as far as its record counts. */
  status(id: string): RecordStatus | undefined {
    return this.#parts.attempts.chosen.records.get(id)?.record.status;
  }

  /** Whether a cell's record counts and the cell is not to be tried again, as {@linkcode isFinal} has it. */
  isFinal(id: string): boolean {
    const status = this.status(id);
    return status !== undefined && isFinal(status);
  }

  /** Whether one attempt holds all of a job's cells, none of them to be tried again. */
  isDone(ids: readonly string[]): boolean {
    return isDone(ids, (id) => this.#parts.attempts.chosen.records.get(id)?.record);
  }

  /**
   * Begins an attempt at a job: its records count once it is committed.
   *
   * @param job Name of the job.
   */
  begin(job: string): Attempt {
    return startAttempt(job, {
      append: (record) => this.append(record),
      commit: (commit) => this.#commit(commit),
      run: this.#parts.manifest?.run,
    });
  }

  /**
   * Stores a record; resolves once it is on the disk. One that names no attempt stands for itself; if its cell failed,
   * it may be tried again, and readers take the next record in its place.
   *
   * @throws {TypeError} if the record does not match the schema (a NaN among its values, say).
   * @throws {StoreError} if it belongs to another run than the folder's.
   * @throws {RangeError} if it is stored already, or its environment was not described.
   * @throws {Error} if the disk refuses; what was stored before is untouched.
   */
  async append(record: BenchRecord): Promise<void> {
    const { attempts, environmentIds, records, manifest } = this.#parts;
    const valid = checkRecord(record);
    const { id, status, environment, attempt } = valid;
    requireRun(valid, manifest, `record ${id}`);
    const before = attempts.recordOf(id, attempt);
    if (before !== undefined && (attempt !== undefined || isFinal(before.status)) || this.#pending.has(id)) {
      throw new RangeError(`record ${id} is already in ${records.path}`);
    }
    if (!environmentIds.has(environment)) {
      throw new RangeError(
        `record ${id} names environment ${environment}, which is not described: call describe() first`,
      );
    }
    this.#pending.add(id);
    try {
      await records.append(valid);
    } finally {
      this.#pending.delete(id);
    }
    attempts.add({ id, status, environment, ...(attempt === undefined ? {} : { attempt }) }, records.path);
  }

  /** Ids of records that are on their way to the disk. */
  readonly #pending = new Set<string>();

  async #commit(commit: Commit): Promise<void> {
    await this.#parts.records.append(commit);
    this.#parts.attempts.commit(commit);
  }

  /** Stores a machine's description unless it is stored already. */
  async describe({ id, description }: Environment): Promise<void> {
    const { environmentIds, environments } = this.#parts;
    if (environmentIds.has(id)) return;
    await environments.append({ id, description });
    environmentIds.add(id); // only now may records name it
  }

  /** Waits for pending writes, then lets the next writer in. */
  async close(): Promise<void> {
    await this.#parts.records.close();
    await this.#parts.environments.close();
    releaseLocks(this.#locks);
  }

  /** As {@linkcode Store.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Options of {@linkcode openStore}. */
export interface OpenStoreOptions extends Pick<SealedLogOptions, "openFile"> {
  /** Writes files of its own beside those of other parts, e.g. `1-of-4`. @default the folder has one writer */
  readonly part?: string | undefined;
  /**
   * Whether other shards of the part's division hold none of its cells, so that their records need not be read: a
   * thousand shards that each read all of them would take the time of a million. A report reads and checks them.
   * @default false
   */
  readonly disjoint?: boolean;
}

/**
 * Opens a results folder for writing, makes it if need be, and cuts torn last lines. Cells that other parts hold
 * at that moment are known.
 *
 * @throws {StoreBusyError} if it has a writer, or the part has one.
 * @throws {StoreError} if a stored line is damaged or of another run than that of `run.json`, or the folder is an archive.
 *
 * Permissions: read and write on the folder.
 */
export async function openStore(
  directory: string,
  { part, disjoint = false, ...options }: OpenStoreOptions = {},
): Promise<Store> {
  const files = storeFiles(part);
  await isFolder(directory);
  await inFolder(directory, () => Deno.mkdir(directory, { recursive: true }));
  await refuseArchive(directory);
  const locks = await inFolder(directory, () => takeLocks(directory, part));
  const attempts: StoreParts["attempts"] = new Attempts();
  const environmentIds: StoreParts["environmentIds"] = new Set();
  let manifest: Manifest | undefined;
  const take = (opened: OpenedLine, where: string) => {
    const line = readRecordsLine(opened, where);
    requireRun("record" in line ? line.record : line.commit, manifest, where);
    if ("commit" in line) return attempts.commit(line.commit);
    const { id, status, environment, attempt } = line.record;
    attempts.add({ id, status, environment, ...(attempt === undefined ? {} : { attempt }) }, where);
  };
  let records: SealedLog | undefined;
  try {
    manifest = await readManifest(directory);
    const recordsPath = `${directory}/${files.records}`;
    for (const path of await partFiles(directory, "records")) {
      if (path === recordsPath || (disjoint && isOtherShard(path, part))) continue;
      const chain = new LineChain();
      await forEachFileLine(path, (line, index) => {
        const where = `${path}:${index + 1}`;
        take(chain.open(line, where), where);
      });
    }
    records = await SealedLog.open(recordsPath, { ...options, onLine: take });
    const environments = await SealedLog.open(`${directory}/${files.environments}`, {
      ...options,
      onLine: (opened, where) => {
        environmentIds.add(readEnvironmentLine(opened, where).id);
      },
    });
    return new Store(directory, locks, { records, environments, attempts, environmentIds, manifest });
  } catch (error) {
    await records?.close();
    releaseLocks(locks);
    throw error;
  }
}

/** Adding to an archive would leave a folder with two sets of records. */
async function refuseArchive(directory: string): Promise<void> {
  if (!await isFile(`${directory}/${ARCHIVE_FILE}`)) return;
  throw new StoreError(
    `${directory} is an archive (${ARCHIVE_FILE}), which nothing can be added to: name another folder with --results`,
  );
}
