/**
 * Results kept for good: every run of one or several folders, compressed, each in a folder of its own.
 * @module
 */
import type { Commit, Environment } from "./lines.ts";
import type { Manifest } from "./manifest.ts";
import { recoverFolder } from "./disk/folder.ts";
import { chooseRecords } from "./merge/choose_records.ts";
import { mergeResults } from "./merge/merge.ts";
import type { ResultsFolder, StoreContent } from "./reader.ts";
import type { BenchRecord } from "./record/record.ts";
import { isStore, readFolders } from "./results.ts";
import { writeStore } from "./write_store.ts";

/** What was archived. */
export interface Archived {
  /** Folders, one a run. */
  readonly folders: readonly string[];
  /** Number of records. */
  readonly records: number;
  /** What was tolerated, one line each. */
  readonly notices: readonly string[];
}

/**
 * Archives the runs of some folders beside those that the archive holds, so that `readResults` reads it as one.
 *
 * Of each run every cell is kept that a folder or the archive has, records of unfinished attempts too. Records are kept
 * to the last bit, in the order of their ids, so that the same records give the same files.
 *
 * @param directory The archive.
 * @param sources Results folders, or folders of such.
 * @throws {StoreError} as `readResults`, for folders that it could not read as one.
 * @throws {TypeError | RangeError} as {@linkcode writeStore}.
 *
 * Permissions: read on the folders, read and write on the archive and the folder that holds it.
 */
export async function archiveResults(directory: string, sources: readonly string[]): Promise<Archived> {
  const read = await readFolders(sources);
  const runs = new Set(
    read.flatMap(({ content }) => [...content.records, ...content.unfinished].map(({ run }) => run)),
  );
  const folders = [...runs].sort().map((run) => ({ run, folder: `${directory}/${run.slice(0, 12)}` }));
  const kept: ResultsFolder[] = [];
  for (const { folder } of folders) await recoverFolder(folder); // of a killed archive: else its records were lost
  for (const { folder } of folders) if (await isStore(folder)) kept.push(...await readFolders([folder]));
  mergeResults([...kept, ...read]); // refuses folders that could not be read as one archive
  let records = 0;
  for (const { run, folder } of folders) {
    const own = wholeRun([...kept, ...read].map((each) => ofRun(each, run)));
    records += await writeStore(folder, own, { compress: true });
  }
  return {
    folders: folders.map(({ folder }) => folder),
    records,
    notices: read.flatMap(({ content }) => content.notices).sort(),
  };
}

/** What a folder holds of one run. */
function ofRun({ directory, content, manifest }: ResultsFolder, run: string): ResultsFolder {
  const own = <T extends { readonly run: string }>(list: readonly T[]) =>
    list.filter((each) => each.run === run);
  const { records, commits, unfinished, environments } = content;
  return {
    directory,
    content: {
      records: own(records),
      commits: own(commits),
      unfinished: own(unfinished),
      environments,
      notices: [],
    },
    manifest: manifest?.run === run ? manifest : undefined,
  };
}

/** All folders of one run as one store. */
function wholeRun(folders: readonly ResultsFolder[]): {
  records: BenchRecord[];
  commits: readonly Commit[];
  environments: ReadonlyMap<string, Environment>;
  manifest: Manifest | undefined;
} {
  const contents: readonly StoreContent[] = folders.map(({ content }) => content);
  const { records, commits, unfinished } = chooseRecords(contents);
  const { manifests } = mergeResults(folders.filter(({ manifest }) => manifest !== undefined));
  const all = new Map(
    [...records, ...unfinished].map((record) => [`${record.id} ${record.attempt ?? ""}`, record]),
  );
  return {
    records: [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record),
    commits,
    environments: new Map(contents.flatMap(({ environments }) => [...environments])),
    manifest: manifests[0],
  };
}
