/**
 * The command line of `deno task report`.
 * @module
 */
import { parseArgs } from "node:util";
import { closest } from "fastest-levenshtein";

/** What the command line asks for. */
export interface ReportArguments {
  /** Folder of the records. @default "results" */
  readonly results: string;
  /** Folder that the report is written to. @default "site" */
  readonly out: string;
  /** Second results folder to compare with. */
  readonly compare: string | undefined;
  /** Build and check, write nothing. */
  readonly check: boolean;
  readonly help: boolean;
}

/** A command line that asks for nothing that exists; the message is one line for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Printed by `--help`. */
export const USAGE = `deno task report [--results DIR] [--out DIR] [--compare DIR] [--check]

  --results DIR  folder of the records, written by deno task bench (default: results)
  --out DIR      folder of the report (default: site)
  --compare DIR  adds a section that puts the main numbers of another results folder beside these
  --check        builds and checks the report (specifications, links, policy), writes nothing
  --help         prints this`;

const OPTIONS = {
  results: { type: "string", default: "results" },
  out: { type: "string", default: "site" },
  compare: { type: "string" },
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
 * import { parseReportArguments } from "./args.ts";
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
    if (wantsValue && (token.value === undefined || token.value === "")) {
      throw new UsageError(`${token.rawName} needs a folder, e.g. ${token.rawName} results`);
    }
    if (!wantsValue && token.value !== undefined) {
      throw new UsageError(`${token.rawName} takes no value, got ${JSON.stringify(token.value)}`);
    }
  }
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  return { ...values, compare: values.compare };
}
