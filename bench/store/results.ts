/**
 * What a report reads: one results folder or several, each of them a store or a folder of stores.
 * @module
 */
import { wholeFolders } from "./disk/folder.ts";
import { isFile } from "./disk/is_file.ts";
import { StoreError } from "./store_error.ts";
import { mergeResults, type Results } from "./merge/merge.ts";
import { ARCHIVE_FILE, partFiles } from "./parts.ts";
import { readFolder, type ResultsFolder } from "./reader.ts";
import { RecordPacker } from "./record/packer.ts";

/**
 * Reads and verifies results folders and merges them.
 *
 * A folder without records of its own stands for the stores right inside it, so that the shards of a run can
 * lie together.
 *
 * @param directories At least one.
 * @throws {StoreError} as `readStore` and {@linkcode mergeResults}.
 *
 * Permissions: read on the folders.
 */
export async function readResults(directories: readonly string[]): Promise<Results> {
  return mergeResults(await readFolders(directories));
}

/** Reads and verifies results folders, as {@linkcode readResults}, which are not merged. */
export async function readFolders(directories: readonly string[]): Promise<ResultsFolder[]> {
  const stores = (await Promise.all(directories.map(storesIn))).flat();
  const folders = [];
  const packer = new RecordPacker();
  for (const directory of stores) folders.push(await readFolder(directory, packer));
  if (folders.length === 0) throw new StoreError("no results folder was named");
  return folders;
}

async function storesIn(directory: string): Promise<string[]> {
  if (await isStore(directory)) return [directory];
  const inside: string[] = [];
  for (const name of wholeFolders(await foldersIn(directory))) {
    if (await isStore(`${directory}/${name}`)) inside.push(`${directory}/${name}`);
  }
  return inside.length > 0 ? inside : [directory]; // reading it then says what is missing
}

async function foldersIn(directory: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(directory));
    return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}

/** Whether a folder holds records of its own. Permissions: read on the folder. */
export async function isStore(directory: string): Promise<boolean> {
  return (await partFiles(directory, "records")).length > 0 || await isFile(`${directory}/${ARCHIVE_FILE}`);
}
