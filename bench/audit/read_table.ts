/**
 * Gradient samples from a file of any framework: one row per draw, one column per coordinate.
 * @module
 */
import { csvParseRows, tsvParseRows } from "d3-dsv";
import { parseNpy } from "./npy.ts";
import { SampleError } from "../stats/mod.ts";

/** Rows of numbers. */
export interface Table {
  /** shape: [N][D]. */
  readonly rows: readonly ArrayLike<number>[];
  /** Names of the columns, from a header line. */
  readonly names?: readonly string[];
}

const READERS: Readonly<Record<string, (bytes: Uint8Array) => Table>> = {
  csv: (bytes) => fromText(csvParseRows(text(bytes))),
  tsv: (bytes) => fromText(tsvParseRows(text(bytes))),
  jsonl: (bytes) => fromJsonLines(text(bytes)),
  ndjson: (bytes) => fromJsonLines(text(bytes)),
  npy: fromNpy,
};

/**
 * Reads a table by the extension of its name: `.csv` and `.tsv` (a first line with anything but numbers is a
 * header), `.jsonl` and `.ndjson` (one list of numbers per line), `.npy` (float32 or float64, [N], or [N, …],
 * whose further axes are one row).
 *
 * @throws {SampleError} naming the file and, where there is one, the line that cannot be read.
 * @throws {Error} as the file system does.
 *
 * Permissions: read on the file.
 */
export async function readTable(path: string): Promise<Table> {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const reader = Object.hasOwn(READERS, extension) ? READERS[extension] : undefined;
  if (reader === undefined) {
    throw new SampleError(
      `${path}: unknown kind of file, the name must end in one of .${Object.keys(READERS).join(", .")}`,
    );
  }
  let bytes: Uint8Array;
  try {
    await checkSize(path);
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new SampleError(`${path} does not exist`);
    throw error;
  }
  try {
    const table = reader(bytes);
    if (table.rows.length === 0) throw new SampleError("no rows");
    return table;
  } catch (error) {
    throw error instanceof SampleError
      ? new SampleError(`${path}: ${error.message}`, { cause: error })
      : error;
  }
}

/** What one text can hold in V8. */
const MOST_BYTES = 2 ** 29;

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

function fromText(cells: readonly string[][]): Table {
  const filled = cells.map((row, i) => [row, i + 1] as const).filter(([row]) =>
    row.some((cell) => cell.trim() !== "")
  );
  const [first] = filled;
  const header = first !== undefined &&
    first[0].some((cell) => Number.isNaN(toNumber(cell)) && !IS_NAN.test(cell.trim()));
  const rows = (header ? filled.slice(1) : filled).map(([row, line]) =>
    Float64Array.from(row, (cell, column) => {
      const value = toNumber(cell);
      if (Number.isNaN(value) && !IS_NAN.test(cell.trim())) {
        throw new SampleError(`line ${line}, column ${column + 1}: ${JSON.stringify(cell)} is not a number`);
      }
      return value;
    })
  );
  return header ? { rows, names: first[0].map((name) => name.trim()) } : { rows };
}

/** How frameworks print what is not a number: let through here, refused by the test with its coordinate. */
const IS_NAN = /^[+-]?nan$/i;

function toNumber(cell: string): number {
  const trimmed = cell.trim();
  if (trimmed === "") return NaN;
  return /^[+-]?inf(inity)?$/i.test(trimmed)
    ? (trimmed.startsWith("-") ? -Infinity : Infinity)
    : Number(trimmed);
}

function fromJsonLines(content: string): Table {
  const rows: number[][] = [];
  for (const [index, line] of content.split("\n").entries()) {
    if (line.trim() === "") continue;
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      throw new SampleError(`line ${index + 1} is not JSON`);
    }
    if (!Array.isArray(row) || !row.every((value) => typeof value === "number")) {
      throw new SampleError(`line ${index + 1} is not a list of numbers`);
    }
    rows.push(row);
  }
  return { rows };
}

function fromNpy(bytes: Uint8Array): Table {
  const { shape, data } = parseNpy(bytes);
  const [count = 1] = shape;
  const width = count === 0 ? 0 : data.length / count;
  return { rows: Array.from({ length: count }, (_, i) => data.subarray(i * width, (i + 1) * width)) };
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
