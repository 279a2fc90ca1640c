/**
 * The command line of `deno task report`.
 * @module
 */
import { parseArgs } from "node:util";
import { closest } from "fastest-levenshtein";

/** What the command line asks for. */
export interface ReportArguments {
  /** Folders of the records, which are merged. @default ["results"] */
  readonly results: readonly string[];
  /** Folder that the report is written to. @default "site" */
  readonly out: string;
  /** Results folders to compare with, merged likewise; none where empty. */
  readonly compare: readonly string[];
  /** Build and check, write nothing. */
  readonly check: boolean;
  readonly help: boolean;
}

/** A command line that asks for nothing that exists; the message is one line for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Printed by `--help`. */
export const USAGE = `deno task report [--results DIR[,DIR…]] [--out DIR] [--compare DIR[,DIR…]] [--check]

  --results DIR  folder of the records, written by deno task bench (default: results); several, named one
                 by one or with commas, are merged: shards of one run, or runs of different experiments
  --out DIR      folder of the report (default: site)
  --compare DIR  adds a section that puts the main numbers of another results folder beside these
  --check        builds and checks the report (specifications, links, policy), writes nothing
  --help         prints this`;

const OPTIONS = {
  results: { type: "string", multiple: true },
  out: { type: "string", default: "site" },
  compare: { type: "string", multiple: true },
  check: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/**
 * Reads a command line.
 *
 * @throws {UsageError} for an unknown option, naming the nearest, a missing value, or a stray argument.
 *
 * @example
 * ```ts
 * import { parseReportArguments } from "./report_arguments.ts";
 *
 * console.assert(parseReportArguments(["--out", "/tmp/site"]).out === "/tmp/site");
 * ```
 */
export function parseReportArguments(args: readonly string[]): ReportArguments {
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === "positional") {
      throw new UsageError(
        `unexpected argument ${JSON.stringify(token.value)}: folders are named with --results and --out`,
      );
    }
    if (token.kind !== "option") continue;
    const known = Object.keys(OPTIONS).map((name) => `--${name}`);
    if (!known.includes(`--${token.name}`)) {
      throw new UsageError(`unknown option ${token.rawName}: did you mean ${closest(token.rawName, known)}?`);
    }
    const wantsValue = OPTIONS[token.name as keyof typeof OPTIONS].type === "string";
    if (wantsValue && (token.value ?? "").replaceAll(",", "") === "") {
      throw new UsageError(`${token.rawName} needs a folder, e.g. ${token.rawName} results`);
    }
    if (!wantsValue && token.value !== undefined) {
      throw new UsageError(`${token.rawName} takes no value, got ${JSON.stringify(token.value)}`);
    }
  }
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  return {
    ...values,
    results: folders(values.results ?? ["results"]),
    compare: folders(values.compare ?? []),
  };
}

/** Folders of repeated and of comma-separated values. */
function folders(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(",")).filter((name) => name !== "");
}
