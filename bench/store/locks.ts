/**
 * Who may write to a results folder. The locks are the operating system's, which drops them when their process ends.
 * @module
 */
import { storeFiles } from "./parts.ts";

/** Thrown when another process, or another `openStore` in this one, writes to the folder. */
export class StoreBusyError extends Error {
  /** Tells it from other errors. */
  override readonly name = "StoreBusyError";
}

/** The folder's lock, alone or, for a part, shared with other parts; then the part's own. */
export async function takeLocks(directory: string, part: string | undefined): Promise<Deno.FsFile[]> {
  const folder = await takeLock(directory, storeFiles().lock, { shared: part !== undefined });
  if (part === undefined) return [folder];
  try {
    return [folder, await takeLock(directory, storeFiles(part).lock, { shared: false })];
  } catch (error) {
    releaseLocks([folder]);
    throw error;
  }
}

/**
 * Gives locks back.
 *
 * Closing the files is not enough: a process that another thread starts at this moment has a copy of them until it has
 * become its program, and the lock would last as long.
 */
export function releaseLocks(locks: readonly Deno.FsFile[]): void {
  for (const lock of locks) {
    lock.unlockSync();
    lock.close();
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
    releaseLocks([file]);
    throw error;
  }
}
