/**
 * A whole store written at once, compressed or not: an archive of results, or a part of them.
 * @module
 */
import { checkRecord, type Environment, sealLine } from "./lines.ts";
import { type Manifest, writeManifest } from "./manifest.ts";
import type { BenchRecord } from "./record.ts";
import { ARCHIVE_FILE, ENVIRONMENTS_FILE, RECORDS_FILE } from "./store.ts";

/** What a store holds. */
export interface WholeStore {
  /** In the order in which they are to be stored; each id once. */
  readonly records: Iterable<BenchRecord>;
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
  const { environments, manifest } = store;
  await Deno.mkdir(directory, { recursive: true });
  const [name, stale] = compress ? [ARCHIVE_FILE, RECORDS_FILE] : [RECORDS_FILE, ARCHIVE_FILE];
  const temporary = `${directory}/${name}.${Deno.pid}.tmp`;
  const used = new Map<string, Environment>();
  let count = 0;
  function* lines(): Generator<string> {
    for (const record of store.records) {
      const environment = environments.get(record.environment);
      if (environment === undefined) {
        throw new RangeError(
          `record ${record.id} names environment ${record.environment}, which is not given`,
        );
      }
      used.set(environment.id, environment);
      count++;
      yield sealLine(checkRecord(record)) + "\n";
    }
  }
  try {
    await writeLines(temporary, lines(), compress);
    const described = [...used.values()].map(({ id, description }) => sealLine({ id, description }) + "\n");
    await Deno.writeTextFile(`${directory}/${ENVIRONMENTS_FILE}`, described.join(""));
    if (manifest !== undefined) await writeManifest(directory, manifest.configuration);
    await Deno.rename(temporary, `${directory}/${name}`);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  await Deno.remove(`${directory}/${stale}`).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  return count;
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
