/**
 * Folders that are replaced as a whole or not at all.
 *
 * The new folder is built beside the old one and synced; then the old one steps aside, the new one takes its name, and
 * the old one is removed. A kill in between leaves the old folder under the name that {@linkcode recoverFolder} knows.
 * @module
 */
import { folderOf, syncFolder } from "./atomic.ts";

/** Where the old folder is while the new one takes its name. */
const ASIDE = ".previous.tmp";
/** The folder in which new ones are built, each under a name of its own. */
const BUILDING = ".building.tmp";

/** What is written, besides the folder itself, when a folder is replaced. */
export function besidesFolder(target: string): string[] {
  const path = withoutSlash(target);
  return [path + ASIDE, path + BUILDING];
}

/**
 * Which of the folders in a folder count: not those that are being built, and of one that is being replaced the old one
 * while it has stepped aside.
 */
export function wholeFolders(names: readonly string[]): string[] {
  return names.filter((name) =>
    name.endsWith(ASIDE)
      ? !names.includes(name.slice(0, -ASIDE.length))
      : !/\.(building|[0-9a-f]{8})\.tmp$/.test(name)
  );
}

/**
 * Replaces a folder by one that `build` fills.
 *
 * @param target What it holds is removed.
 * @param build Gets the new folder's path for the time being.
 * @throws {Error} as `build` and the file system do; the old folder is then untouched, or recovered by the next call.
 *
 * Permissions: read on the folder that holds it, read and write on it and on {@linkcode besidesFolder}.
 */
export async function replaceFolder(
  target: string,
  build: (directory: string) => Promise<void>,
): Promise<void> {
  const path = withoutSlash(target);
  const area = path + BUILDING;
  await recoverFolder(path);
  const [fresh, lock] = await freshFolder(area);
  try {
    using _lock = lock;
    await build(fresh);
    await syncTree(fresh);
    if (await exists(path)) await Deno.rename(path, path + ASIDE);
    await Deno.rename(fresh, path);
  } catch (error) {
    await Deno.remove(fresh, { recursive: true }).catch(() => {});
    await removeEmpty(area);
    await recoverFolder(path);
    throw error;
  }
  await syncFolder(folderOf(path));
  await removeTree(path + ASIDE);
  await removeEmpty(area);
}

/** Ends what a killed {@linkcode replaceFolder} began: an old folder that stepped aside comes back. */
export async function recoverFolder(target: string): Promise<void> {
  const path = withoutSlash(target);
  if (!await exists(path + ASIDE)) return;
  if (await exists(path)) await removeTree(path + ASIDE);
  else await Deno.rename(path + ASIDE, path);
}

/** A new folder with its lock: another process may be removing what it takes for a killed one's, or the area. */
async function freshFolder(area: string): Promise<[path: string, lock: Deno.FsFile | undefined]> {
  for (;;) {
    await Deno.mkdir(area, { recursive: true });
    await removeLeftovers(area);
    const fresh = `${area}/${crypto.randomUUID().slice(0, 8)}`;
    try {
      await Deno.mkdir(fresh);
      const lock = await lockFolder(fresh);
      if (await exists(fresh) && (lock !== undefined || Deno.build.os === "windows")) return [fresh, lock];
      lock?.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** Removes what killed processes built; what is being built is locked. */
async function removeLeftovers(area: string): Promise<void> {
  for (const { name } of await Array.fromAsync(Deno.readDir(area))) {
    try {
      using lock = await lockFolder(`${area}/${name}`);
      if (lock !== undefined) await removeTree(`${area}/${name}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // it has got its name by now
    }
  }
}

/** Removes the area, unless another process builds there. */
async function removeEmpty(area: string): Promise<void> {
  await Deno.remove(area).catch(() => {});
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

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}
