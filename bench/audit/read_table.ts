/**
 * Gradient samples from a file of any framework: one row per draw, one column per coordinate.
 * @module
 */
import { SampleError } from "../stats/mod.ts";
import { fromDelimited } from "./delimited.ts";
import { fromJsonLines } from "./json_lines.ts";
import { fromNpy, fromNpz } from "./npz.ts";
import { fromParquet } from "./parquet.ts";
import type { Table, TableOptions } from "./table.ts";

/** Options of {@linkcode readTable}. */
export interface ReadOptions extends TableOptions {
  /** Whether the file holds one gradient and not draws of it. @default false */
  readonly vector?: boolean;
}

type Reader = (bytes: Uint8Array<ArrayBuffer>, options: ReadOptions) => Table | Promise<Table>;

/** What one text can hold in V8. */
const MOST_BYTES = 2 ** 29;

const READERS: Readonly<Record<string, Reader>> = {
  csv: (bytes, options) => fromDelimited(text(bytes), options),
  tsv: (bytes, options) => fromDelimited(text(bytes), { ...options, tabs: true }),
  jsonl: (bytes) => fromJsonLines(text(bytes)),
  ndjson: (bytes) => fromJsonLines(text(bytes)),
  npy: fromNpy,
  npz: (bytes, options) => fromNpz(bytes, { ...options, most: MOST_BYTES }),
  parquet: fromParquet,
};

/**
 * Reads a table by the extension of its name: `.csv` (commas or semicolons) and `.tsv` (a first line with anything
 * but numbers is a header), `.jsonl` and `.ndjson` (a list or an object of numbers per line), `.npy` and `.npz`
 * (float16, float32 or float64, [N], or [N, …], whose further axes are one row), `.parquet`.
 *
 * @throws {SampleError} naming the file and, where there is one, the line that cannot be read.
 * @throws {UsageError} where a flag must say what the file does not.
 * @throws {Error} as the file system does.
 *
 * Permissions: read on the file.
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const reader = Object.hasOwn(READERS, extension) ? READERS[extension] : undefined;
  if (reader === undefined) {
    throw new SampleError(
      `${path}: unknown kind of file, the name must end in one of .${Object.keys(READERS).join(", .")}`,
    );
  }
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    await checkSize(path);
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new SampleError(`${path} does not exist`);
    throw error;
  }
  try {
    const table = await reader(bytes, options);
    if (table.rows.length === 0) throw new SampleError("no rows");
    return table;
  } catch (error) {
    throw error instanceof SampleError
      ? new SampleError(`${path}: ${error.message}`, { cause: error })
      : error;
  }
}

/** Asked before anything is read: a device never ends. */
async function checkSize(path: string): Promise<void> {
  const { isFile, size } = await Deno.stat(path);
  if (!isFile) throw new SampleError(`${path} is not a file`);
  if (size <= MOST_BYTES) return;
  throw new SampleError(
    `${path} has ${size} bytes; wanted at most ${MOST_BYTES}: average draws, or test fewer columns`,
  );
}

/** A table as one vector: a single row, or a single column. @throws {SampleError} for a table with more. */
export function asVector(table: Table, path: string): ArrayLike<number> {
  const [first = []] = table.rows;
  if (table.rows.length === 1) return first;
  if (first.length === 1) return Float64Array.from(table.rows, (row) => row[0] as number);
  throw new SampleError(
    `${path}: a reference is one row, this has ${table.rows.length}; for draws of another estimator use --against`,
  );
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
