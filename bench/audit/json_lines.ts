/**
 * JSON lines: a list of numbers, or an object of named numbers and lists, a line.
 * @module
 */
import { SampleError } from "../stats/mod.ts";
import { fromObjects, type Table } from "./table.ts";

/** @throws {SampleError} naming the line that cannot be read. */
export function fromJsonLines(text: string): Table {
  const rows = text.split("\n").map((line, i) => [line, `line ${i + 1}`] as const)
    .filter(([line]) => line.trim() !== "").map(([line, label]) => [parse(line, label), label] as const);
  if (rows.some(([row]) => !Array.isArray(row))) return fromObjects(rows);
  return {
    rows: rows.map(([row, label]) => {
      const values = (row as unknown[]).flat(Infinity);
      if (values.every((value) => typeof value === "number")) return Float64Array.from(values);
      throw new SampleError(`${label} is not a list of numbers`);
    }),
  };
}

function parse(line: string, label: string): unknown {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw new SampleError(`${label} is not JSON`);
  }
  if (typeof row === "object" && row !== null) return row;
  throw new SampleError(`${label} is neither a list of numbers nor an object`);
}
