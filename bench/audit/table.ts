/**
 * Rows of numbers as every kind of file gives them.
 * @module
 */
import { SampleError } from "../stats/mod.ts";

/** Rows of numbers. */
export interface Table {
  /** shape: [N][D]. */
  readonly rows: readonly ArrayLike<number>[];
  /** Names of the columns, where the file has them. */
  readonly names?: readonly string[];
  /** Largest relative error of a stored value, where it is above float32's. */
  readonly roundoff?: number;
  /** What was left out or assumed, one line each. */
  readonly notes?: readonly string[];
}

/** What a file alone does not say. */
export interface TableOptions {
  /** Whether a delimited text begins with a line of names. @default as it looks; numbers in order are asked about */
  readonly header?: boolean | undefined;
  /** Array of an archive. @default all, side by side */
  readonly array?: string | undefined;
}

/** How data frames name the column that counts their rows. */
const COUNTERS = ["", "Unnamed: 0", "__index_level_0__"];

/** Without a first column that a data frame has written to count its rows. */
export function withoutCounter(table: Table): Table {
  const { rows, names } = table;
  const at = names?.findIndex((name) => COUNTERS.includes(name)) ?? -1;
  if (at < 0 || names!.length < 2 || !rows.every((row, i) => row[at] === i)) return table;
  return {
    ...table,
    rows: rows.map((row) => Float64Array.from(row).filter((_, d) => d !== at)),
    names: names!.filter((_, d) => d !== at),
    notes: [...table.notes ?? [], `column ${at + 1} counts the rows and is left out`],
  };
}

/**
 * Rows of objects: numbers, or lists and objects of numbers, which become columns `w[0]` and `layer.w`.
 *
 * @param label What a row is called in an error, e.g. `line 3`.
 * @throws {SampleError} for anything else, and for a row with other keys than the first.
 */
export function fromObjects(objects: Iterable<readonly [row: unknown, label: string]>): Table {
  const rows: Float64Array[] = [];
  let names: string[] | undefined;
  for (const [row, label] of objects) {
    const cells = new Map(cellsOf(row, "", label));
    names ??= [...cells.keys()];
    const missing = names.find((name) => !cells.has(name));
    if (missing !== undefined) throw new SampleError(`${label} has no ${missing}, which the first row has`);
    if (cells.size > names.length) {
      const other = [...cells.keys()].find((name) => !names!.includes(name));
      throw new SampleError(`${label} has ${other}, which the first row does not have`);
    }
    rows.push(Float64Array.from(names, (name) => cells.get(name)!));
  }
  return withoutCounter({ rows, ...(names && { names }) });
}

function* cellsOf(value: unknown, name: string, label: string): Generator<[string, number]> {
  if (typeof value === "number" || typeof value === "bigint") yield [name, Number(value)];
  else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    for (const [i, one] of Array.from(value as unknown as ArrayLike<unknown>).entries()) {
      yield* cellsOf(one, `${name}[${i}]`, label);
    }
  } else if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    for (const [key, one] of Object.entries(value)) {
      yield* cellsOf(one, name === "" ? key : `${name}.${key}`, label);
    }
  } else {
    throw new SampleError(`${label}: ${name === "" ? "it" : name} is ${JSON.stringify(value)}, no number`);
  }
}

/**
 * A reference with its columns in the order of the samples', where both name them.
 *
 * @throws {SampleError} where the names are not the same.
 */
export function aligned(reference: Table, { names }: Table): Table {
  const own = reference.names;
  if (names === undefined || own === undefined || names.join("\n") === own.join("\n")) return reference;
  if (own.length === 1 && reference.rows.length > 1) return reference; // one column is the vector
  const places = new Map(own.map((name, d) => [name, d]));
  const order = names.map((name) => places.get(name));
  const missing = order.indexOf(undefined);
  if (missing >= 0) throw new SampleError(`the reference has no column ${JSON.stringify(names[missing])}`);
  if (own.length > names.length) {
    const other = own.find((name) => !names.includes(name));
    throw new SampleError(`the reference has a column ${JSON.stringify(other)}, which the draws do not have`);
  }
  return {
    ...reference,
    names,
    rows: reference.rows.map((row) => Float64Array.from(order, (d) => row[d!]!)),
  };
}
