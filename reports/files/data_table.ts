/**
 * A table of data by its columns, and its two file formats: CSV for people and spreadsheets, Parquet for programs.
 * @module
 */
import { csvFormatRow } from "d3-dsv";
import { ByteWriter, parquetWrite } from "hyparquet-writer";

/** What stands in a line; nothing where it does not apply. */
export type Cell = string | number | undefined;

/** A column. */
export interface DataColumn {
  readonly name: string;
  /** Whether all its cells are numbers. */
  readonly kind: "text" | "number";
  /** One a line. */
  readonly cells: readonly Cell[];
}

/** A table of data. */
export interface DataTable {
  /** Path of its files, without their ends. */
  readonly name: string;
  readonly columns: readonly DataColumn[];
  /** Samples of each line, for Parquet alone; absent where they are too many for a report. */
  readonly values?: readonly (readonly number[])[];
}

/**
 * A column, of numbers where none of its cells is a text.
 *
 * @example
 * ```ts
 * import { columnOf } from "./data_table.ts";
 *
 * console.assert(columnOf("step", [1, undefined]).kind === "number");
 * ```
 */
export function columnOf(name: string, cells: readonly Cell[]): DataColumn {
  return { name, cells, kind: cells.some((cell) => typeof cell === "string") ? "text" : "number" };
}

/** A table that says whether there are samples, and holds none. */
export function withoutSamples(table: DataTable): DataTable {
  return table.values === undefined ? table : { ...table, values: [] };
}

/** The table as CSV, its samples aside. */
export function tableToCsv({ columns }: DataTable): string {
  const escaped = columns.map(escapedTexts);
  const lines = [csvFormatRow(columns.map(({ name }) => plainText(name)))];
  const count = columns[0]?.cells.length ?? 0;
  for (let i = 0; i < count; i++) lines.push(escaped.map((textOf) => textOf(i)).join(","));
  return lines.join("\n") + "\n";
}

/** The text of a column's cell by its line; each different text is escaped once. */
function escapedTexts({ cells, kind }: DataColumn): (line: number) => string {
  if (kind === "number") return (line) => cells[line] === undefined ? "" : String(cells[line]);
  const known = new Map<Cell, string>([[undefined, ""]]);
  return (line) => {
    const cell = cells[line];
    let text = known.get(cell);
    if (text === undefined) known.set(cell, text = csvFormatRow([plainText(String(cell))]));
    return text;
  };
}

/** A spreadsheet takes what begins like this for a formula and would run it; an apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

/** A text that no spreadsheet takes for a formula. */
function plainText(field: string): string {
  return FORMULA.test(field) && !Number.isFinite(Number(field)) ? `'${field}` : field;
}

/** No two samples are alike: a dictionary and compression would only take time. */
const AS_THEY_ARE = { encoding: "PLAIN", codec: "UNCOMPRESSED", statistics: false } as const;

/** The table as Parquet, compressed by Snappy; `values` is a column of lists. */
export function tableToParquet({ columns, values }: DataTable): Uint8Array {
  const writer = new ByteWriter();
  const leaf = (name: string, kind: DataColumn["kind"]) => ({
    name,
    repetition_type: "OPTIONAL" as const,
    ...(kind === "number"
      ? { type: "DOUBLE" as const }
      : { type: "BYTE_ARRAY" as const, converted_type: "UTF8" as const }),
  });
  parquetWrite({
    writer,
    schema: [
      { name: "root", num_children: columns.length + (values === undefined ? 0 : 1) },
      ...columns.map(({ name, kind }) => leaf(name, kind)),
      ...(values === undefined ? [] : [
        {
          name: "values",
          repetition_type: "OPTIONAL" as const,
          converted_type: "LIST" as const,
          num_children: 1,
        },
        { name: "list", repetition_type: "REPEATED" as const, num_children: 1 },
        leaf("element", "number"),
      ]),
    ],
    columnData: [
      ...columns.map(({ name, kind, cells }) => ({
        name,
        data: kind === "number"
          ? [...cells]
          : cells.map((cell) => cell === undefined ? undefined : String(cell)),
      })),
      ...(values === undefined ? [] : [{ name: "values", data: [...values], ...AS_THEY_ARE }]),
    ],
    createdBy: "r2g2-bench",
  });
  return new Uint8Array(writer.getBuffer());
}
