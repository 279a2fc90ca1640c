/**
 * A results folder: finished cells and the machines that ran them, safe against crashes and edits.
 *
 * `records.jsonl` and `environments.jsonl` are append-only; `writer.lock` keeps a second writer out. The
 * lock is the operating system's, which drops it when its process ends in whatever way: there is no stale
 * lock to remove.
 * @module
 */
import { AppendLog, type AppendLogOptions } from "./append_log.ts";
import { isFile } from "./is_file.ts";
import { checkRecord, type Environment, readEnvironmentLine, readRecordLine, sealLine } from "./lines.ts";
import { StoreError } from "./store_error.ts";
import { type BenchRecord, isFinal } from "./record.ts";

/** The file of finished cells in a results folder. */
export const RECORDS_FILE = "records.jsonl";
/** The same, compressed: an archive, which nobody adds to. */
export const ARCHIVE_FILE = "records.jsonl.gz";
/** The file of machine descriptions in a results folder. */
export const ENVIRONMENTS_FILE = "environments.jsonl";
const LOCK_FILE = "writer.lock";

/** Thrown when another process, or another `openStore` in this one, writes to the folder. */
export class StoreBusyError extends Error {
  /** Tells it from other errors. */
  override readonly name = "StoreBusyError";
}

/** The files of a store and what they hold. */
interface StoreParts {
  readonly records: AppendLog;
  readonly environments: AppendLog;
  readonly outcomes: Map<string, Outcome>;
  readonly environmentIds: Set<string>;
}

/** How a stored cell ended. */
type Outcome = Pick<BenchRecord, "status" | "reason">;

/** The one writer of a results folder. Close it, or hold it with `await using`. */
export class Store implements AsyncDisposable {
  /** The results folder. */
  readonly directory: string;
  /** What opening repaired, one line each; empty after a clean stop. */
  readonly notices: readonly string[];
  readonly #lock: Deno.FsFile;
  readonly #records: AppendLog;
  readonly #environments: AppendLog;
  readonly #outcomes: Map<string, Outcome>;
  readonly #environmentIds: Set<string>;

  /** For {@linkcode openStore}. */
  constructor(directory: string, lock: Deno.FsFile, parts: StoreParts) {
    this.directory = directory;
    this.#lock = lock;
    this.#records = parts.records;
    this.#environments = parts.environments;
    this.#outcomes = parts.outcomes;
    this.#environmentIds = parts.environmentIds;
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
  status(id: string): BenchRecord["status"] | undefined {
    return this.#outcomes.get(id)?.status;
  }

  /**
   * Stores a cell; resolves once it is on the disk. A cell that failed and may be tried again takes another
   * record, which readers take in its place.
   *
   * @throws {TypeError} if the record does not match the schema (a NaN among its values, say).
   * @throws {RangeError} if its id is stored already, or its environment was not described.
   * @throws {Error} if the disk refuses; cells stored before are untouched.
   */
  async append(record: BenchRecord): Promise<void> {
    const valid = checkRecord(record);
    const before = this.#outcomes.get(valid.id);
    if (this.isFinal(valid.id)) {
      throw new RangeError(`record ${valid.id} is already in ${this.#records.path}`);
    }
    if (!this.#environmentIds.has(valid.environment)) {
      throw new RangeError(
        `record ${valid.id} names environment ${valid.environment}, which is not described: call describe() first`,
      );
    }
    this.#outcomes.set(valid.id, outcomeOf(valid)); // at once, so that a concurrent duplicate is refused
    try {
      await this.#records.append(sealLine(valid));
    } catch (error) {
      if (before === undefined) this.#outcomes.delete(valid.id);
      else this.#outcomes.set(valid.id, before);
      throw error;
    }
  }

  /** Stores a machine's description unless it is there. */
  async describe(environment: Environment): Promise<void> {
    if (this.#environmentIds.has(environment.id)) return;
    await this.#environments.append(sealLine({ id: environment.id, description: environment.description }));
    this.#environmentIds.add(environment.id); // only now may records name it
  }

  /** Waits for pending writes, then lets the next writer in. */
  async close(): Promise<void> {
    await this.#records.close();
    await this.#environments.close();
    this.#lock.close();
  }

  /** As {@linkcode Store.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Opens a results folder for writing, makes it if need be, and cuts torn last lines.
 *
 * @throws {StoreBusyError} if it has a writer.
 * @throws {StoreError} if a stored line is damaged, or the folder is an archive.
 *
 * Permissions: read and write on the folder.
 */
export async function openStore(
  directory: string,
  options: Pick<AppendLogOptions, "openFile"> = {},
): Promise<Store> {
  await Deno.mkdir(directory, { recursive: true });
  await refuseArchive(directory);
  const lock = await takeLock(directory);
  const outcomes: StoreParts["outcomes"] = new Map();
  const environmentIds: StoreParts["environmentIds"] = new Set();
  let records: AppendLog | undefined;
  try {
    const recordsPath = `${directory}/${RECORDS_FILE}`;
    records = await AppendLog.open(recordsPath, {
      ...options,
      onLine: (line, index) => {
        const record = readRecordLine(line, `${recordsPath}:${index + 1}`);
        const before = outcomes.get(record.id);
        if (before === undefined || !isFinal(before)) outcomes.set(record.id, outcomeOf(record));
      },
    });
    const environmentsPath = `${directory}/${ENVIRONMENTS_FILE}`;
    const environments = await AppendLog.open(environmentsPath, {
      ...options,
      onLine: (line, index) => {
        environmentIds.add(readEnvironmentLine(line, `${environmentsPath}:${index + 1}`).id);
      },
    });
    return new Store(directory, lock, { records, environments, outcomes, environmentIds });
  } catch (error) {
    await records?.close();
    lock.close();
    throw error;
  }
}

/** All that is kept of a record in memory. */
function outcomeOf({ status, reason }: BenchRecord): Outcome {
  return reason === undefined ? { status } : { status, reason };
}

/** Adding to an archive would leave a folder with two sets of records. */
async function refuseArchive(directory: string): Promise<void> {
  if (!await isFile(`${directory}/${ARCHIVE_FILE}`)) return;
  throw new StoreError(
    `${directory} is an archive (${ARCHIVE_FILE}), which nothing can be added to: name another folder with --results`,
  );
}

async function takeLock(directory: string): Promise<Deno.FsFile> {
  const path = `${directory}/${LOCK_FILE}`;
  const file = await Deno.open(path, { read: true, write: true, create: true });
  try {
    const exclusive = true;
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
