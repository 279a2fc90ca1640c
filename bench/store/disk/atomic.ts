/**
 * Files that are replaced as a whole or not at all.
 *
 * The new content goes to a temporary file in the same folder, is synced, and takes the old one's name: a reader sees
 * the old content or the new, never half of either. A name is durable once its folder is synced.
 * @module
 */

/**
 * Replaces a file's content as a whole: temporary file in the same folder, sync, rename, sync of the folder.
 *
 * @throws {Error} as the file system does; the old content is then untouched and the temporary file removed.
 *
 * Permissions: read on the folder, write on the file's folder.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryPath(path);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    {
      using file = await Deno.open(temporary, { write: true, create: true, truncate: true });
      for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
      await file.syncData();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(folderOf(path));
}

/** A name beside the target that no other process takes, on this machine or another that has the folder. */
export function temporaryPath(path: string): string {
  return `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
}

/** Removes the temporary files of killed processes from a folder in which nobody writes one now. */
export async function removeTemporary(directory: string): Promise<void> {
  for (const { name, isFile } of await Array.fromAsync(Deno.readDir(directory))) {
    if (isFile && /\.[0-9a-f]+\.tmp$/.test(name)) await Deno.remove(`${directory}/${name}`);
  }
}

/** Makes the names in a folder durable. Windows cannot open a folder, and keeps names by itself. */
export async function syncFolder(directory: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(directory);
  await folder.sync();
}

/** The folder that holds a path. */
export function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, end) || "/";
}
