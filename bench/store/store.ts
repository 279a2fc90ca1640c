/**
 * A results folder: finished cells and the machines that ran them, safe against crashes and edits.
 *
 * `records.jsonl` and `environments.jsonl` are append-only; `writer.lock` keeps a second writer out. The
 * lock is the operating system's, which drops it however its process ends: there is no stale
 * lock to remove. Writers of parts of a plan share that lock, and each has files and a lock of its own.
 * @module
 */
import { AppendLog, type AppendLogOptions } from "./append_log.ts";
import { isFile } from "./is_file.ts";
import { forEachFileLine } from "./line_stream.ts";
import { checkRecord, type Environment, readEnvironmentLine, readRecordLine, sealLine } from "./lines.ts";
import { type Manifest, readManifest, requireRun } from "./manifest.ts";
import { ARCHIVE_FILE, partFiles, storeFiles } from "./parts.ts";
import { StoreError } from "./store_error.ts";
import { type BenchRecord, isFinal, type RecordStatus } from "./record.ts";

/** Thrown when another process, or another `openStore` in this one, writes to the folder. */
export class StoreBusyError extends Error {
  /** Tells it from other errors. */
  override readonly name = "StoreBusyError";
}

/** The files that a writer adds to, and what the folder holds. */
interface StoreParts {
  readonly records: AppendLog;
  readonly environments: AppendLog;
  readonly outcomes: Map<string, RecordStatus>;
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
  readonly #records: AppendLog;
  readonly #environments: AppendLog;
  readonly #outcomes: Map<string, RecordStatus>;
  readonly #environmentIds: Set<string>;
  readonly #manifest: Manifest | undefined;

  /** For {@linkcode openStore}. */
  constructor(directory: string, locks: readonly Deno.FsFile[], parts: StoreParts) {
    this.directory = directory;
    this.#locks = locks;
    this.#records = parts.records;
    this.#environments = parts.environments;
    this.#outcomes = parts.outcomes;
    this.#environmentIds = parts.environmentIds;
    this.#manifest = parts.manifest;
    this.notices = [parts.records, parts.environments].filter((log) => log.tornBytes > 0)
      .map((log) => `${log.path}: removed a torn last line of ${log.tornBytes} bytes`);
  }

  /** Ids of the stored cells. */
  get ids(): ReadonlySet<string> {
    return new Set(this.#outcomes.keys());
  }

  /** Whether a cell is stored, however it ended. */
  has(id: string): boolean {
    return this.#outcomes.has(id);
  }

  /** Whether a cell is stored and not to be tried again, as {@linkcode isFinal} has it. */
  isFinal(id: string): boolean {
    const outcome = this.#outcomes.get(id);
    return outcome !== undefined && isFinal(outcome);
  }

  /** How a stored cell ended. */
  status(id: string): RecordStatus | undefined {
    return this.#outcomes.get(id);
  }

  /**
   * Stores a cell; resolves once it is on the disk. A cell that failed and may be tried again takes another
   * record, which readers take in its place.
   *
   * @throws {TypeError} if the record does not match the schema (a NaN among its values, say).
   * @throws {StoreError} if it belongs to another run than the folder's.
   * @throws {RangeError} if its id is stored already, or its environment was not described.
   * @throws {Error} if the disk refuses; cells stored before are untouched.
   */
  async append(record: BenchRecord): Promise<void> {
    const valid = checkRecord(record);
    requireRun(valid, this.#manifest, `record ${valid.id}`);
    const before = this.#outcomes.get(valid.id);
    if (this.isFinal(valid.id)) {
      throw new RangeError(`record ${valid.id} is already in ${this.#records.path}`);
    }
    if (!this.#environmentIds.has(valid.environment)) {
      throw new RangeError(
        `record ${valid.id} names environment ${valid.environment}, which is not described: call describe() first`,
      );
    }
    this.#outcomes.set(valid.id, valid.status); // at once, so that a concurrent duplicate is refused
    try {
      await this.#records.append(sealLine(valid));
    } catch (error) {
      if (before === undefined) this.#outcomes.delete(valid.id);
      else this.#outcomes.set(valid.id, before);
      throw error;
    }
  }

  /** Stores a machine's description unless it is stored already. */
  async describe(environment: Environment): Promise<void> {
    if (this.#environmentIds.has(environment.id)) return;
    await this.#environments.append(sealLine({ id: environment.id, description: environment.description }));
    this.#environmentIds.add(environment.id); // only now may records name it
  }

  /** Waits for pending writes, then lets the next writer in. */
  async close(): Promise<void> {
    await this.#records.close();
    await this.#environments.close();
    this.#locks.forEach((lock) => lock.close());
  }

  /** As {@linkcode Store.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Options of {@linkcode openStore}. */
export interface OpenStoreOptions extends Pick<AppendLogOptions, "openFile"> {
  /** Writes files of its own beside those of other parts, e.g. `1-of-4`. @default the folder has one writer */
  readonly part?: string | undefined;
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
  { part, ...options }: OpenStoreOptions = {},
): Promise<Store> {
  const files = storeFiles(part);
  await Deno.mkdir(directory, { recursive: true });
  await refuseArchive(directory);
  const locks = await takeLocks(directory, part);
  const outcomes: StoreParts["outcomes"] = new Map();
  const environmentIds: StoreParts["environmentIds"] = new Set();
  let manifest: Manifest | undefined;
  const recordLine = (path: string) => (line: Uint8Array, index: number) => {
    const record = readRecordLine(line, `${path}:${index + 1}`);
    requireRun(record, manifest, `${path}:${index + 1}`);
    const before = outcomes.get(record.id);
    if (before === undefined || !isFinal(before)) outcomes.set(record.id, record.status);
  };
  let records: AppendLog | undefined;
  try {
    manifest = await readManifest(directory);
    const recordsPath = `${directory}/${files.records}`;
    for (const path of await partFiles(directory, "records")) {
      if (path !== recordsPath) await forEachFileLine(path, recordLine(path));
    }
    records = await AppendLog.open(recordsPath, { ...options, onLine: recordLine(recordsPath) });
    const environmentsPath = `${directory}/${files.environments}`;
    const environments = await AppendLog.open(environmentsPath, {
      ...options,
      onLine: (line, index) => {
        environmentIds.add(readEnvironmentLine(line, `${environmentsPath}:${index + 1}`).id);
      },
    });
    return new Store(directory, locks, { records, environments, outcomes, environmentIds, manifest });
  } catch (error) {
    await records?.close();
    locks.forEach((lock) => lock.close());
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

/** The folder's lock, alone or, for a part, shared with other parts; then the part's own. */
async function takeLocks(directory: string, part: string | undefined): Promise<Deno.FsFile[]> {
  const folder = await takeLock(directory, storeFiles().lock, { shared: part !== undefined });
  if (part === undefined) return [folder];
  try {
    return [folder, await takeLock(directory, storeFiles(part).lock, { shared: false })];
  } catch (error) {
    folder.close();
    throw error;
  }
}

async function takeLock(
  directory: string,
  name: string,
  { shared }: { readonly shared: boolean },
): Promise<Deno.FsFile> {
  const path = `${directory}/${name}`;
  const file = await Deno.open(path, { read: true, write: true, create: true });
  try {
    const exclusive = !shared;
    if (!await file.tryLock(exclusive)) {
      const owner = (await Deno.readTextFile(path)).trim() || "unknown";
      throw new StoreBusyError(
        `${directory} is being written by process ${owner}: wait for it to end, or name another folder with --results`,
      );
    }
    await file.truncate(0);
    await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}
