/**
 * A whole store written at once, compressed or not: an archive of results, or a part of them.
 * @module
 */
import { checkRecord, type Commit, type Environment } from "./lines.ts";
import { temporaryPath } from "./disk/atomic.ts";
import { type Manifest, writeManifest } from "./manifest.ts";
import type { BenchRecord } from "./record.ts";
import { LineChain, sealLine } from "./seal.ts";
import { ARCHIVE_FILE, partFiles, storeFiles } from "./parts.ts";

/** What a store holds. */
export interface WholeStore {
  /** In the order in which they are to be stored; each id once. */
  readonly records: Iterable<BenchRecord>;
  /** Of the attempts that records name; those of attempts without one will not count. @default none */
  readonly commits?: readonly Commit[];
  /** By id; those that no record names are left out. */
  readonly environments: ReadonlyMap<string, Environment>;
  /** Configuration of the run, for `run.json`. */
  readonly manifest?: Manifest | undefined;
}

/** Options of {@linkcode writeStore}. */
export interface WriteStoreOptions {
  /** Writes `records.jsonl.gz`, which readers take and writers refuse. @default false */
  readonly compress?: boolean;
}

/**
 * Writes a store, replacing the one in the folder: the same records give the same bytes.
 *
 * The records take their place last and by renaming, so that a reader never sees half of them.
 *
 * @returns the number of records.
 * @throws {TypeError} if a record does not match the schema.
 * @throws {RangeError} if a record's environment is not described.
 *
 * Permissions: read and write on the folder.
 */
export async function writeStore(
  directory: string,
  store: WholeStore,
  { compress = false }: WriteStoreOptions = {},
): Promise<number> {
  const { environments, manifest, commits = [] } = store;
  await Deno.mkdir(directory, { recursive: true });
  const files = storeFiles();
  const name = compress ? ARCHIVE_FILE : files.records;
  const temporary = temporaryPath(`${directory}/${name}`);
  const used = new Map<string, Environment>();
  let count = 0;
  function* entries(): Generator<object> {
    for (const record of store.records) {
      const environment = environments.get(record.environment);
      if (environment === undefined) {
        throw new RangeError(
          `record ${record.id} names environment ${record.environment}, which is not given`,
        );
      }
      used.set(environment.id, environment);
      count++;
      yield checkRecord(record);
    }
    yield* commits;
  }
  try {
    await writeLines(temporary, sealed(entries()), compress);
    const described = [...sealed(used.values())];
    await Deno.writeTextFile(`${directory}/${files.environments}`, described.join(""));
    if (manifest !== undefined) await writeManifest(directory, manifest.configuration, manifest);
    await Deno.rename(temporary, `${directory}/${name}`);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  await removeOthers(directory, [name, files.environments]);
  return count;
}

/** What stood in the folder before: an archive, or files of parts. */
async function removeOthers(directory: string, kept: readonly string[]): Promise<void> {
  const parts = [await partFiles(directory, "records"), await partFiles(directory, "environments")].flat();
  for (const path of [...parts, `${directory}/${ARCHIVE_FILE}`]) {
    if (kept.some((name) => path === `${directory}/${name}`)) continue;
    await Deno.remove(path).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

/** Lines of one file, newlines included. */
function* sealed(entries: Iterable<object>): Generator<string> {
  const chain = new LineChain();
  for (const entry of entries) {
    const { line, seal } = sealLine(entry, chain.last);
    chain.take({ previous: chain.last, seal });
    yield line + "\n";
  }
}

async function writeLines(path: string, lines: Iterable<string>, compress: boolean): Promise<void> {
  const file = await Deno.open(path, { write: true, create: true, truncate: true });
  const bytes = ReadableStream.from(batched(lines)).pipeThrough(new TextEncoderStream());
  // A gzip header without time and name: the same lines give the same bytes.
  await (compress ? bytes.pipeThrough(new CompressionStream("gzip")) : bytes).pipeTo(file.writable);
}

/** Lines in pieces of some size, since every piece costs a turn of the event loop. */
function* batched(lines: Iterable<string>): Generator<string> {
  let batch = "";
  for (const line of lines) {
    batch += line;
    if (batch.length > 2 ** 18) {
      yield batch;
      batch = "";
    }
  }
  yield batch;
}
