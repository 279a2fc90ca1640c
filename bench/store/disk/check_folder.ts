/**
 * Looks at a results folder before anything in it is opened: a pipe would be waited for without end.
 * @module
 */
import { StoreError } from "../store_error.ts";

const OURS = /^((records|environments)(-[\w-]+)?\.jsonl(\.gz)?|run\.json|(writer(-[\w-]+)?|claim)\.lock)$/;

/**
 * Whether a folder is there.
 *
 * @throws {StoreError} if it is something else, or a file of a store in it is no file.
 *
 * Permissions: read on the folder.
 */
export async function isFolder(directory: string): Promise<boolean> {
  try {
    if (!(await Deno.stat(directory)).isDirectory) throw new StoreError(notA("folder", directory));
    for await (const { name, isFile } of Deno.readDir(directory)) {
      const path = `${directory}/${name}`;
      if (isFile || !OURS.test(name) || (await Deno.stat(path)).isFile) continue;
      throw new StoreError(notA("file", path));
    }
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.NotADirectory) throw new StoreError(notA("folder", directory));
    throw error;
  }
}

function notA(what: "file" | "folder", path: string): string {
  return `${path} is not a ${what}: move it away, or name another folder with --results`;
}

/** Does something in a folder. @throws {StoreError} in one line where the system refuses. */
export async function inFolder<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refused = error instanceof Deno.errors.NotCapable || (error instanceof Error && "code" in error);
    if (!refused) throw error;
    throw new StoreError(
      `cannot write to ${directory} (${error.message}): make room or allow it, or name another folder with --results`,
      { cause: error },
    );
  }
}
