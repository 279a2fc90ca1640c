/**
 * A file on its way into the cache: beside its place, under a name of its own, until it is whole.
 *
 * Its process holds a lock on it. What no process has locked is left over from a crash, and removed before the next
 * download; two that download at once do not meet.
 * @module
 */
import { deno, path as paths } from "./platform.ts";

/** One temporary file. Dispose it: what is not published is removed. */
export class PartFile implements AsyncDisposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #target: string;
  #published = false;

  private constructor(path: string, file: Deno.FsFile, target: string) {
    this.#path = path;
    this.#file = file;
    this.#target = target;
  }

  /** Begins a file of a folder, which is made where it is missing; leftovers are removed from it. */
  static async create(folder: string, name: string): Promise<PartFile> {
    await deno.mkdir(folder, { recursive: true });
    await removeLeftovers(folder);
    for (;;) {
      const path = await deno.makeTempFile({ dir: folder, prefix: `.${name}.`, suffix: SUFFIX });
      const file = await openLocked(path);
      if (file !== undefined && await isNamed(path)) {
        return new PartFile(path, file, paths.join(folder, name));
      }
      file?.close(); // another process has taken it for a leftover, between its making and its lock
    }
  }

  /** Adds bytes. */
  async write(chunk: Uint8Array): Promise<void> {
    for (let written = 0; written < chunk.length;) written += await this.#file.write(chunk.subarray(written));
  }

  /** Gives the file its name, durably. */
  async publish(): Promise<void> {
    await this.#file.sync();
    // makeTempFile gives the owner alone access; a cache may be shared.
    if (deno.build.os !== "windows") await deno.chmod(this.#path, 0o644);
    await deno.rename(this.#path, this.#target);
    this.#published = true;
    if (deno.build.os === "windows") return; // has no way to sync a folder
    const folder = await deno.open(paths.join(this.#target, ".."));
    try {
      await folder.sync();
    } finally {
      folder.close();
    }
  }

  /** Ends the lock, and removes what was not published. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#published) await deno.remove(this.#path).catch(() => {});
    this.#file.close();
  }
}

const SUFFIX = ".part";

/** Removes the temporary files of processes that have ended from a folder; what may not be removed stays. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names: string[] = [];
  try {
    for await (const { name, isFile } of deno.readDir(folder)) if (isFile) names.push(name);
  } catch {
    return;
  }
  for (const name of names) {
    if (!name.startsWith(".") || !name.endsWith(SUFFIX)) continue;
    const path = paths.join(folder, name);
    const file = await openLocked(path).catch(() => undefined);
    if (file === undefined) continue;
    await deno.remove(path).catch(() => {});
    file.close();
  }
}

/** A file with its lock; undefined where another process has it, or it is gone. */
async function openLocked(path: string): Promise<Deno.FsFile | undefined> {
  let file;
  try {
    file = await deno.open(path, { write: true });
  } catch (error) {
    return ignoreMissing(error);
  }
  const exclusive = true;
  if (await file.tryLock(exclusive)) return file;
  file.close();
  return undefined;
}

async function isNamed(path: string): Promise<boolean> {
  return await deno.lstat(path).catch(ignoreMissing) !== undefined;
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof deno.errors.NotFound)) throw error;
}
