/**
 * Finds the files of a data set: in a folder that the user names, else in the cache, else, where that is
 * allowed, on the network. Bytes are verified each time that they are read; what does not match is refused.
 * @module
 */
import type { DataFile, FileSet } from "./data_file.ts";
import type { DownloadOptions } from "./download.ts";
import type { DataOptions } from "../types.ts";
import { describe, Fingerprinter, mismatch } from "./data_file.ts";
import { download } from "./download.ts";
import { deno, path as paths, requireFiles } from "./platform.ts";
import { removeLeftovers } from "./part_file.ts";
import { DataError } from "../types.ts";

/** A file that was found and verified. */
export interface VerifiedFile {
  /** Its name in the manifest. */
  readonly name: string;
  /** Where it was read. */
  readonly path: string;
  /** Of its bytes, hex. */
  readonly sha256: string;
  /** The whole file, as it was when it was verified. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where to look, and how to download. */
export type CacheOptions = DataOptions & Omit<DownloadOptions, "folder">;

/**
 * Reads one file of a set.
 *
 * A damaged file in the user's own folder is an error, never replaced and never skipped; a damaged file
 * in the cache is replaced where downloading is allowed.
 *
 * @throws {DataError} where the file is missing, unreadable or not the published one
 */
export async function readDataFile(
  set: FileSet,
  file: DataFile,
  options: CacheOptions,
): Promise<VerifiedFile> {
  requireFiles(set.name);
  const offline = options.offline ?? true;
  const tried: string[] = [];
  for (const path of dataPaths(set, file, options.dataDir)) {
    tried.push(path);
    const found = await readVerified(set, file, path);
    if (found === undefined) continue;
    if ("wrong" in found) throw new DataError(`${found.wrong}; replace it or pass another --data-dir`);
    return found;
  }
  const folder = cacheFolder(set, options);
  if (folder !== undefined) {
    const path = paths.join(folder, file.name);
    tried.push(path);
    if (!offline) await removeLeftovers(folder);
    const found = await readVerified(set, file, path);
    if (found !== undefined && "bytes" in found) return found;
    if (found !== undefined && (offline || file.urls.length === 0)) {
      throw new DataError(`${found.wrong}; delete it${orDownload(file, set)}`);
    }
    if (!offline && file.urls.length > 0) {
      await download(set, file, { ...options, folder });
      const fresh = await readVerified(set, file, path);
      if (fresh !== undefined && "bytes" in fresh) return fresh;
      throw new DataError(`${set.name}: ${path} was changed by another program right after its download`);
    }
  } else if (!offline) {
    throw new DataError(
      `${set.name}: there is no cache folder: set HOME or XDG_CACHE_HOME, or pass --cache DIR`,
    );
  }
  const remedy = file.urls.length > 0
    ? `run "deno task data ${set.name}" or pass --data-dir DIR`
    : "pass --data-dir DIR";
  const places = tried.length > 0 ? tried.join(", ") : "no folder (no --data-dir, and HOME is not readable)";
  throw new DataError(`${set.name}: ${file.name} (${describe(file)}) is missing in ${places}; ${remedy}`);
}

/** Whether a file lies in the user's data folder, whatever it holds. */
export async function isInDataDir(
  set: FileSet,
  file: DataFile,
  dataDir: string | undefined,
): Promise<boolean> {
  requireFiles(set.name);
  for (const path of dataPaths(set, file, dataDir)) {
    try {
      await deno.stat(path);
      return true;
    } catch (error) {
      if (!isAbsent(error)) throw unreadable(set, path, error);
    }
  }
  return false;
}

/**
 * The folder of a set in the cache: `cacheDir`, else `$XDG_CACHE_HOME/r2g2-bench`, else
 * `$HOME/.cache/r2g2-bench`, and the set's name.
 *
 * @returns undefined where neither variable is set or may be read
 */
export function cacheFolder(set: FileSet, options: Pick<DataOptions, "cacheDir">): string | undefined {
  if (options.cacheDir !== undefined) return paths.join(options.cacheDir, set.name);
  const xdg = environment("XDG_CACHE_HOME");
  // The XDG base directory specification: a relative path is ignored.
  if (xdg !== undefined && paths.isAbsolute(xdg)) return paths.join(xdg, "r2g2-bench", set.name);
  const home = environment("HOME");
  return home === undefined ? undefined : paths.join(home, ".cache", "r2g2-bench", set.name);
}

function dataPaths(set: FileSet, file: DataFile, dataDir: string | undefined): string[] {
  if (dataDir === undefined) return [];
  return [paths.join(dataDir, set.folder ?? set.name, file.name), paths.join(dataDir, file.name)];
}

async function readVerified(
  set: FileSet,
  file: DataFile,
  path: string,
): Promise<VerifiedFile | { readonly wrong: string } | undefined> {
  let bytes;
  try {
    const { isFile, size } = await deno.stat(path);
    if (!isFile) throw new TypeError("it is not a file"); // a device or a FIFO never ends
    if (size > Math.max(2 * (file.size ?? 0), MOST_BYTES)) {
      return {
        wrong: `${set.name}: ${path} is not the published file: expected ${
          describe(file)
        }, found ${size} bytes`,
      };
    }
    bytes = await deno.readFile(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw unreadable(set, path, error);
  }
  const found = new Fingerprinter().update(bytes).digest();
  const difference = mismatch(set, file, found);
  if (difference !== undefined) {
    return { wrong: `${set.name}: ${path} is not the published file: ${difference}` };
  }
  return { name: file.name, path, sha256: found.sha256, bytes };
}

/** A file of this size is read to tell how it differs; a larger one is none that a set has. */
const MOST_BYTES = 2 ** 28;

function orDownload(file: DataFile, set: FileSet): string {
  return file.urls.length > 0 ? ` or run "deno task data ${set.name}"` : "";
}

function isAbsent(error: unknown): boolean {
  return error instanceof deno.errors.NotFound || error instanceof deno.errors.NotADirectory;
}

function unreadable(set: FileSet, path: string, error: unknown): DataError {
  if (error instanceof deno.errors.NotCapable) {
    return new DataError(`${set.name}: no permission to read ${path}; run with --allow-read=${path}`);
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new DataError(`${set.name}: ${path} cannot be read: ${reason}`);
}

/** Empty counts as unset; so does a variable that the process may not read. */
function environment(name: string): string | undefined {
  try {
    return deno.env.get(name) || undefined;
  } catch (error) {
    if (error instanceof deno.errors.NotCapable) return undefined;
    throw error;
  }
}
