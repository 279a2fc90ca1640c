/**
 * A report's files on the disk, without leftovers of an earlier report.
 * @module
 */
import { resolve } from "node:path";
import { besidesFolder, recoverFolder, replaceFolder, sha256, writeFileAtomic } from "../bench/store/mod.ts";

/** Lists what a report wrote, so that the next one can remove what it does not write again. */
export const WRITTEN_FILE = "files.json";

/** What a file holds. */
export type Content = string | Uint8Array;

/**
 * Writes files into a folder and removes those of the report that was there before.
 *
 * A folder that holds a report and nothing else is replaced as a whole: it is the old report or the new one at any time.
 * A folder with other files keeps them, and those of the report that somebody changed; there each file is replaced by
 * itself. Only files that the earlier report lists, and that nobody has changed since, are removed.
 *
 * @param files Texts or bytes by path, relative to the folder.
 * @returns paths of the removed files.
 *
 * Permissions: read and write on the folder; for one that is replaced as a whole, write on {@linkcode besidesFolder} too
 * and read on the folder that holds it.
 */
export async function writeReport(out: string, files: ReadonlyMap<string, Content>): Promise<string[]> {
  if (await isReplaceable(out)) await recoverFolder(out);
  const before = await readWritten(out);
  const hashes = Object.fromEntries([...files].map(([path, text]) => [path, sha256(text)]));
  const all = new Map<string, Content>([...files, [WRITTEN_FILE, JSON.stringify(hashes, null, 1) + "\n"]]);
  if (await isReplaceable(out) && await isOurs(out, before)) {
    await replaceFolder(out, async (folder) => {
      for (const [path, content] of all) await writeWith(writeNew, `${folder}/${path}`, content);
    });
    return before.map(([path]) => path).filter((path) => !files.has(path));
  }
  for (const [path, text] of all) await writeWith(writeFileAtomic, `${out}/${path}`, text); // the list of files last
  const removed: string[] = [];
  for (const [path, hash] of before) {
    if (!files.has(path) && await removeIfOurs(`${out}/${path}`, hash)) removed.push(path);
  }
  return removed;
}

function writeNew(path: string, content: Content): Promise<void> {
  return typeof content === "string" ? Deno.writeTextFile(path, content) : Deno.writeFile(path, content);
}

async function writeWith(
  write: (path: string, content: Content) => Promise<void>,
  path: string,
  content: Content,
): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await write(path, content);
}

/** Whether a folder can give its name to another: not a working directory, a link, or where writing is not permitted. */
async function isReplaceable(out: string): Promise<boolean> {
  const path = resolve(out);
  for (const beside of besidesFolder(path)) {
    const { state } = await Deno.permissions.query({ name: "write", path: beside });
    if (state !== "granted") return false;
  }
  const found = await orUndefined(Deno.lstat(path));
  return !found?.isSymlink && !`${Deno.cwd()}/`.startsWith(`${path}/`);
}

/** Whether a folder is missing, or holds the files of a report, as they were written, and nothing else. */
async function isOurs(
  out: string,
  written: readonly (readonly [path: string, hash: string])[],
): Promise<boolean> {
  const hashes = new Map(written);
  for await (const path of pathsIn(out)) {
    const hash = hashes.get(path);
    if (path === WRITTEN_FILE) continue;
    if (hash === undefined || sha256(await Deno.readFile(`${out}/${path}`)) !== hash) return false;
  }
  return true;
}

/** Files below a folder, what is not a folder counting as one; none where it is missing. */
async function* pathsIn(folder: string, below = ""): AsyncGenerator<string> {
  for (
    const { name, isDirectory } of await orUndefined(Array.fromAsync(Deno.readDir(`${folder}/${below}`))) ??
      []
  ) {
    if (isDirectory) yield* pathsIn(folder, `${below}${name}/`);
    else yield `${below}${name}`;
  }
}

/** Paths and hashes of the earlier report; paths that lead out of the folder are not ours. */
async function readWritten(out: string): Promise<(readonly [path: string, hash: string])[]> {
  const text = await orUndefined(Deno.readTextFile(`${out}/${WRITTEN_FILE}`));
  let listed: unknown;
  try {
    listed = JSON.parse(text ?? "{}");
  } catch {
    return []; // not a list of ours
  }
  return Object.entries(Object(listed)).flatMap(([path, hash]) =>
    typeof hash === "string" && /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path) ? [[path, hash] as const] : []
  );
}

async function removeIfOurs(path: string, hash: string): Promise<boolean> {
  const content = await orUndefined(Deno.readFile(path));
  if (content === undefined || sha256(content) !== hash) return false;
  await Deno.remove(path);
  return true;
}

/** What is there, or `undefined` where nothing is. */
async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
