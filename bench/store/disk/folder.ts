/**
 * Folders that are replaced as a whole or not at all.
 *
 * The new folder is built beside the old one and synced; then the old one steps aside, the new one takes its name, and
 * the old one is removed. A kill in between leaves the old folder under the name that {@linkcode recoverFolder} knows.
 * @module
 */
import { folderOf, syncFolder, temporaryPath } from "./atomic.ts";

/** Where the old folder is while the new one takes its name. */
const ASIDE = ".previous.tmp";

/**
 * Which of the folders in a folder count: not those that are being built, and of one that is being replaced the old one
 * while it has stepped aside.
 */
export function wholeFolders(names: readonly string[]): string[] {
  return names.filter((name) =>
    name.endsWith(ASIDE) ? !names.includes(name.slice(0, -ASIDE.length)) : !/\.[0-9a-f]{8}\.tmp$/.test(name)
  );
}

/**
 * Replaces a folder by one that `build` fills.
 *
 * @param target What it holds is removed.
 * @param build Gets the new folder's path for the time being.
 * @throws {Error} as `build` and the file system do; the old folder is then untouched, or recovered by the next call.
 *
 * Permissions: read and write on the folder that holds it.
 */
export async function replaceFolder(
  target: string,
  build: (directory: string) => Promise<void>,
): Promise<void> {
  const path = target.replace(/(?<=.)\/+$/, "");
  await Deno.mkdir(folderOf(path), { recursive: true });
  await recoverFolder(path);
  await removeLeftovers(path);
  const fresh = temporaryPath(path);
  try {
    await Deno.mkdir(fresh);
    using _lock = await lockFolder(fresh);
    await build(fresh);
    await syncTree(fresh);
    if (await exists(path)) await Deno.rename(path, path + ASIDE);
    await Deno.rename(fresh, path);
  } catch (error) {
    await Deno.remove(fresh, { recursive: true }).catch(() => {});
    await recoverFolder(path);
    throw error;
  }
  await syncFolder(folderOf(path));
  await removeTree(path + ASIDE);
}

/** Ends what a killed {@linkcode replaceFolder} began: an old folder that stepped aside comes back. */
export async function recoverFolder(target: string): Promise<void> {
  const path = target.replace(/(?<=.)\/+$/, "");
  if (!await exists(path + ASIDE)) return;
  if (await exists(path)) await removeTree(path + ASIDE);
  else await Deno.rename(path + ASIDE, path);
}

/** Removes what killed processes built beside a folder; one that is being built is locked. */
async function removeLeftovers(path: string): Promise<void> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  for (const entry of await Array.fromAsync(Deno.readDir(folderOf(path)))) {
    const own = entry.name.startsWith(`${name}.`) &&
      /^\.[0-9a-f]{8}\.tmp$/.test(entry.name.slice(name.length));
    if (!own) continue;
    const leftover = `${folderOf(path)}/${entry.name}`;
    using lock = await lockFolder(leftover);
    if (lock !== undefined) await removeTree(leftover);
  }
}

/** A folder's lock; undefined where another process has it. Windows, which cannot open folders, has none. */
async function lockFolder(path: string): Promise<Deno.FsFile | undefined> {
  if (Deno.build.os === "windows") return undefined;
  const file = await Deno.open(path);
  const exclusive = true;
  if (await file.tryLock(exclusive)) return file;
  file.close();
  return undefined;
}

async function syncTree(directory: string): Promise<void> {
  for (const { name, isDirectory } of await Array.fromAsync(Deno.readDir(directory))) {
    const path = `${directory}/${name}`;
    if (isDirectory) {
      await syncTree(path);
      continue;
    }
    using file = await Deno.open(path);
    await file.syncData();
  }
  await syncFolder(directory);
}

async function removeTree(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
