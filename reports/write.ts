/**
 * A report's files on the disk, without leftovers of an earlier report.
 * @module
 */
import { sha256, writeFileAtomic } from "../bench/store/mod.ts";

/** Lists what a report wrote, so that the next one can remove what it does not write again. */
export const WRITTEN_FILE = "files.json";

const encoder = new TextEncoder();

/**
 * Writes files into a folder and removes those of the previous report.
 *
 * Only files that the earlier report lists, and that nobody has changed since, are removed.
 *
 * @param files Texts by path, relative to the folder.
 * @returns paths of the removed files.
 *
 * Permissions: read and write on the folder.
 */
export async function writeReport(out: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const before = await readWritten(out);
  const hashes: Record<string, string> = {};
  for (const [path, text] of files) {
    const target = `${out}/${path}`;
    await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), { recursive: true });
    const bytes = encoder.encode(text);
    const writing = Deno.writeFile(target, bytes); // continues while its bytes are hashed
    hashes[path] = sha256(bytes);
    await writing;
  }
  const removed: string[] = [];
  for (const [path, hash] of before) {
    if (!files.has(path) && await removeIfOurs(`${out}/${path}`, hash)) removed.push(path);
  }
  await writeFileAtomic(`${out}/${WRITTEN_FILE}`, JSON.stringify(hashes, null, 1) + "\n");
  return removed;
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
  const text = await orUndefined(Deno.readTextFile(path));
  if (text === undefined || sha256(text) !== hash) return false;
  await Deno.remove(path);
  return true;
}

/** The content, or `undefined` where there is no such file. */
async function orUndefined(reading: Promise<string>): Promise<string | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
