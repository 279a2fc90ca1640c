/**
 * Tables of text: columns separated by commas, tabs or semicolons.
 * @module
 */
import { dsvFormat } from "d3-dsv";
import { UsageError } from "../flags.ts";
import { SampleError } from "../stats/mod.ts";
import { type Table, type TableOptions, withoutCounter } from "./table.ts";

/**
 * Reads a table. A first line with anything but numbers is a header. Where semicolons separate, a number may have a
 * decimal comma.
 *
 * @param tabs Whether tabs separate. @default a semicolon, where the first line has one, or else a comma
 * @throws {SampleError} naming line and column of what is not a number.
 * @throws {UsageError} where a first line of numbers may be a header, and `header` does not say.
 */
export function fromDelimited(
  text: string,
  { tabs = false, header }: TableOptions & { tabs?: boolean },
): Table {
  const semicolons = !tabs && /^[^\n]*;/.test(text.trimStart());
  const cells = dsvFormat(tabs ? "\t" : semicolons ? ";" : ",").parseRows(text);
  const numberOf = semicolons ? (cell: string) => toNumber(cell.replace(DECIMAL_COMMA, "$1.$2")) : toNumber;
  const filled = cells.map((row, i) => [row, i + 1] as const)
    .filter(([row]) => row.some((cell) => cell.trim() !== ""));
  const isNumber = (cell: string) => !Number.isNaN(numberOf(cell)) || IS_NAN.test(cell.trim());
  const [first] = filled;
  const words = first !== undefined && !first[0].every(isNumber);
  if (!words && header === undefined) askAbout(filled.map(([row]) => row));
  const named = first !== undefined && (words || (header === true && filled.length > 1));
  const rows = (named ? filled.slice(1) : filled).map(([row, line]) =>
    Float64Array.from(row, (cell, column) => {
      const value = numberOf(cell);
      if (!Number.isNaN(value) || IS_NAN.test(cell.trim())) return value;
      throw new SampleError(`line ${line}, column ${column + 1}: ${JSON.stringify(cell)} is not a number`);
    })
  );
  return withoutCounter(named ? { rows, names: first[0].map((name) => name.trim()) } : { rows });
}

/** `1,5` or `-2,3e-4` */
const DECIMAL_COMMA = /^(\s*[+-]?\d*),(\d+(?:[eE][+-]?\d+)?\s*)$/;

/** How frameworks print what is not a number: let through here, refused by the test with its coordinate. */
const IS_NAN = /^[+-]?nan$/i;

function toNumber(cell: string): number {
  const trimmed = cell.trim();
  if (trimmed === "") return NaN;
  return /^[+-]?inf(inity)?$/i.test(trimmed)
    ? (trimmed.startsWith("-") ? -Infinity : Infinity)
    : Number(trimmed);
}

/** A data frame without names writes 0, 1, 2, … above its columns, and a draw may be that too. */
function askAbout([first = [], ...others]: readonly (readonly string[])[]): void {
  if (others.length === 0) return;
  const counts = [0, 1].some((from) => first.every((cell, i) => cell.trim() === `${i + from}`));
  if (!counts) return;
  if (first.length === 1 && others.every(([cell]) => /^\s*-?\d+\s*$/.test(cell ?? ""))) return;
  const shown = first.length > 3 ? `${first.slice(0, 3).join(", ")}, …` : first.join(", ");
  throw new UsageError(
    `the first line is ${shown}: say --header yes if these are names, --header no if a draw`,
  );
}
