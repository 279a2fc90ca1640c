/**
 * The texts of a command line's flags, read before the command that knows them is started. What is wrong in them is
 * left to the command to say.
 * @module
 */
import { parseArgs } from "node:util";
import { shortOf } from "../short_flags.ts";

/** What stands on a command line. */
export interface FlagTexts {
  /** The texts that a flag was given. */
  readonly all: (flag: string) => readonly string[];
  /** The last of them, if it is not empty. */
  readonly last: (flag: string) => string | undefined;
  /** The names of a flag that takes a list, separated by commas. */
  readonly list: (flag: string) => readonly string[];
  /** Arguments that are no flags. */
  readonly rest: readonly string[];
}

/** @param names Flags that take a text; all others are switches. */
export function flagTexts(args: readonly string[], names: readonly string[]): FlagTexts {
  const text = (name: string) => ({ type: "string", multiple: true, ...shortOf(name) }) as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, text(name)])),
    strict: false,
    allowPositionals: true,
  });
  const all = (flag: string) =>
    // A value that is missing is no string.
    ((values[flag] ?? []) as unknown[]).filter((value) =>
      typeof value === "string" && value !== ""
    ) as string[];
  return {
    all,
    last: (flag) => all(flag).at(-1),
    list: (flag) => all(flag).flatMap((value) => value.split(",")).map((name) => name.trim()),
    rest: positionals,
  };
}
