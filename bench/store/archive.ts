/**
 * Results kept for good: every run of one or several folders, compressed, each in a folder of its own.
 * @module
 */
import type { Results } from "./merge/merge.ts";
import { writeStore } from "./write_store.ts";

/**
 * Writes an archive, which `readResults` reads as one. Records are kept to the last bit, in the order of
 * their ids, so that the same records give the same files.
 *
 * @param results Of one or several runs; all that their folders hold, merged.
 * @returns the folders, one a run.
 * @throws {TypeError | RangeError} as {@linkcode writeStore}.
 *
 * Permissions: read and write on the folder.
 */
export async function archiveResults(directory: string, results: Results): Promise<string[]> {
  const { environments, manifests } = results;
  const runs = Map.groupBy(results.records, ({ run }) => run);
  const folders: string[] = [];
  for (const [run, group] of runs) {
    const records = group.sort((a, b) => (a.id < b.id ? -1 : 1));
    const manifest = manifests.find((each) => each.run === run);
    const folder = `${directory}/${run.slice(0, 12)}`;
    await writeStore(folder, { records, environments, manifest }, { compress: true });
    folders.push(folder);
  }
  return folders.sort();
}
