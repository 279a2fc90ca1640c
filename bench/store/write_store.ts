/**
 * A whole store written at once, compressed or not: an archive of results, or a part of them.
 * @module
 */
import { checkRecord, type Commit, type Environment } from "./lines.ts";
import { replaceFolder } from "./disk/folder.ts";
import { type Manifest, writeManifest } from "./manifest.ts";
import type { BenchRecord } from "./record/record.ts";
import { LineChain, sealLine } from "./seal.ts";
import { ARCHIVE_FILE, namesIn, storeFiles } from "./parts.ts";
import { StoreError } from "./store_error.ts";

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
 * Writes a store, replacing the one in the folder as a whole: the same records give the same bytes.
 *
 * @returns the number of records.
 * @throws {TypeError} if a record does not match the schema.
 * @throws {RangeError} if a record's environment is not described.
 * @throws {StoreError} if the folder holds what no store does. The old store is then untouched, as after any error.
 *
 * Permissions: read and write on the folder that holds it.
 */
export async function writeStore(
  directory: string,
  store: WholeStore,
  { compress = false }: WriteStoreOptions = {},
): Promise<number> {
  const { environments, manifest, commits = [] } = store;
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
  await requireStoreFiles(directory);
  await replaceFolder(directory, async (fresh) => {
    const files = storeFiles();
    await writeLines(`${fresh}/${compress ? ARCHIVE_FILE : files.records}`, sealed(entries()), compress);
    await writeLines(`${fresh}/${files.environments}`, sealed(used.values()));
    if (manifest !== undefined) await writeManifest(fresh, manifest.configuration, manifest);
  });
  return count;
}

const STORE_FILE =
  /^((records|environments)(-[\w-]+)?\.jsonl|records\.jsonl\.gz|run\.json|[\w-]+\.lock|.*\.tmp)$/;

/** @throws {StoreError} if a folder holds what would be lost with it. */
async function requireStoreFiles(directory: string): Promise<void> {
  const other = (await namesIn(directory)).find((name) => !STORE_FILE.test(name));
  if (other === undefined) return;
  throw new StoreError(
    `${directory} holds ${other}, which is not a store's: move it, or name another folder`,
  );
}

/** Lines of one file, newlines included. */
export function* sealed(entries: Iterable<object>): Generator<string> {
  const chain = new LineChain();
  for (const entry of entries) {
    const { line, seal } = sealLine(entry, chain.last);
    chain.take({ previous: chain.last, seal });
    yield line + "\n";
  }
}

/** Writes a file, which is not synced. */
export async function writeLines(
  path: string,
  lines: Iterable<string>,
  compress: boolean = false,
): Promise<void> {
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
