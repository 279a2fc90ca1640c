/**
 * What a plugin may read besides the project: the folder that it lies in, for the files beside it.
 * @module
 */
import { dirname, resolve } from "node:path";

/** The folder of a plugin; the file alone where the folder is the root of the disk. */
export function pluginFolder(path: string): string {
  const [file, folder] = [resolve(path), dirname(resolve(path))];
  return dirname(folder) === folder ? file : folder;
}
