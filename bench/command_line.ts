/**
 * One command line for every task: declared flags, a help text built from them, errors as one line, and exit
 * codes: 0 done, 1 failure, 2 usage error.
 * @module
 */
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import { type CompletedFlag, completionScript, SHELLS } from "./completion.ts";
import { choice, type Flag, toggle, UsageError } from "./flags.ts";
import { SHORT_FLAGS, shortOf } from "./short_flags.ts";
import { didYouMean } from "../estimators/did_you_mean.ts";

export {
  choice,
  type Flag,
  type FlagOptions,
  names,
  number,
  paths,
  text,
  toggle,
  UsageError,
} from "./flags.ts";
export { wholeNumber, wholeNumbers } from "./flags.ts";
export { nearestName } from "./nearest.ts";
export { didYouMean };

/** A failure that its message explains in full: exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Where a command writes. */
export interface CommandIo {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

/** Flags by name, without the dashes. */
export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** Values of flags by name. */
export type FlagValues<F extends Flags> = {
  readonly [Name in keyof F]: F[Name] extends Flag<infer T> ? T : never;
};

/** Arguments that are no flags. */
export interface Positionals {
  /** As the help shows them, e.g. `NAME…`. */
  readonly placeholder: string;
  /** What is said where there are too few. */
  readonly missing: string;
  readonly least: number;
  readonly most: number;
}

/** A task: what it takes and what it does. */
export interface Command<F extends Flags = Flags> {
  /** Name of the task. */
  readonly name: string;
  /** What it is for, first lines of the help. */
  readonly summary: string;
  readonly flags: F;
  /** @default none are taken */
  readonly positionals?: Positionals;
  /** Further lines of the help. */
  readonly details?: string;
  /**
   * Does the work; nothing means exit code 0.
   *
   * @throws {UsageError} for flags that contradict each other, and any error whose message is for the user.
   */
  run(values: FlagValues<F>, io: CommandIo, positionals: readonly string[]): Promise<number | void>;
}

/** Keeps the types of a command's flags. */
export function defineCommand<const F extends Flags>(command: Command<F>): Command<F> {
  return command;
}

/** Runs a command and answers with its exit code; what goes wrong is one line of `io.error`. */
export async function runCommand<F extends Flags>(
  command: Command<F>,
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  try {
    const parsed = parse(command, args);
    if ("answer" in parsed) {
      io.out(parsed.answer);
      return 0;
    }
    const own = parsed.quiet ? { ...io, error: () => {} } : io;
    return await command.run(parsed.values, own, parsed.positionals) ?? 0;
  } catch (error) {
    const usage = error instanceof UsageError;
    io.error(`${command.name}: ${errorLine(error)}${usage ? ` (see deno task ${command.name} --help)` : ""}`);
    return usage ? 2 : 1;
  }
}

/** Runs a command on this process's arguments and ends the process. */
export async function runAndExit<F extends Flags>(command: Command<F>): Promise<never> {
  // deno-lint-ignore no-console
  Deno.exit(await runCommand(command, Deno.args, { out: console.log, error: console.error }));
}

/** Flags of every command. */
const COMMON_FLAGS = {
  quiet: toggle("prints results and errors, no notices and no progress"),
  completion: choice(SHELLS, {
    placeholder: "SHELL",
    help: `prints a script for ${SHELLS.join(", ")} to source`,
  }),
  version: toggle("prints the version"),
  help: toggle("prints this"),
};

/** What a command line asks for: work, or an answer that needs none. */
type Parsed<F extends Flags> =
  | { readonly values: FlagValues<F>; readonly positionals: string[]; readonly quiet: boolean }
  | { readonly answer: string };

function parse<F extends Flags>(command: Command<F>, args: readonly string[]): Parsed<F> {
  const { name: task, flags, positionals } = command;
  const known: Flags = { ...flags, ...COMMON_FLAGS };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { placeholder }]) => [name, {
      type: placeholder === undefined ? "boolean" as const : "string" as const,
      ...shortOf(name),
    }]),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const asks = (name: string) =>
    tokens.some((token) => token.kind === "option" && token.name === name && token.value === undefined);
  if (asks("help")) return { answer: helpText(command) };
  if (asks("version")) return { answer: `${task} ${config.version}` };
  const given = new Map<string, string[]>();
  const rest: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") rest.push(token.value);
    if (token.kind === "option") {
      given.set(token.name, [...given.get(token.name) ?? [], valueOf(token, known)]);
    }
  }
  const shell = COMMON_FLAGS.completion.read(given.get("completion") ?? [], "--completion");
  if (shell !== undefined) return { answer: completionScript(shell, task, completed(known)) };
  const { least, most, missing } = positionals ?? { least: 0, most: 0, missing: "" };
  if (rest.length < least) throw new UsageError(missing);
  if (rest.length > most) throw new UsageError(`unexpected argument ${JSON.stringify(rest[most])}`);
  const values = Object.entries(flags).map(([name, flag]) => {
    const texts = given.get(name) ?? [];
    if (texts.length > 1 && !flag.repeats) throw new UsageError(`--${name} is given ${texts.length} times`);
    return [name, flag.read(texts, `--${name}`)];
  });
  return { values: Object.fromEntries(values), positionals: rest, quiet: given.has("quiet") };
}

/** Flags as shells complete them. */
function completed(flags: Flags): CompletedFlag[] {
  return Object.entries(flags).map(([name, { help, placeholder, choices }]) => ({
    ...{ name, help, choices },
    short: SHORT_FLAGS[name],
    takesValue: placeholder !== undefined,
  }));
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** The text that a flag was given, empty for a switch. */
function valueOf({ name, rawName, value, inlineValue }: OptionToken, flags: Flags): string {
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (flag === undefined) {
    const all = Object.keys(flags).map((each) => `--${each}`);
    throw new UsageError(`unknown flag ${rawName}${didYouMean(rawName, all)}`);
  }
  if (flag.placeholder === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value, got ${JSON.stringify(value)}`);
    return "";
  }
  // `--out --check` has forgotten a folder; `--seed -1` means the number.
  const forgotten = value === undefined || (!inlineValue && /^-(?!\d|$)/.test(value));
  if (!forgotten) return value;
  throw new UsageError(
    `${rawName} needs ${flag.placeholder}${value === undefined ? "" : `, got the flag ${value}`}`,
  );
}

/** What `--help` prints. */
export function helpText({ name, summary, flags, positionals, details }: Command): string {
  const lines = Object.entries({ ...flags, ...COMMON_FLAGS }).map((
    [flag, { placeholder, help, fallback }],
  ) => ({
    left: `${Object.hasOwn(SHORT_FLAGS, flag) ? `-${SHORT_FLAGS[flag]}, ` : ""}--${flag}${
      placeholder === undefined ? "" : ` ${placeholder}`
    }`,
    right: `${help}${fallback === undefined ? "" : `  (default ${fallback})`}`,
  }));
  const width = Math.max(...lines.map(({ left }) => left.length));
  return [
    `Usage: deno task ${[name, positionals?.placeholder, "[flags]"].filter(Boolean).join(" ")}`,
    summary,
    lines.map(({ left, right }) => `  ${left.padEnd(width)}  ${wrapped(right, width + 4)}`).join("\n"),
    ...(details === undefined ? [] : [details]),
    "Exit codes: 0 done, 1 failure, 2 usage error.",
  ].join("\n\n");
}

const COLUMNS = 110;

function wrapped(line: string, indent: number): string {
  const rows = [""];
  for (const word of line.split(/ (?! )/)) {
    const row = rows.at(-1)!;
    if (row !== "" && indent + row.length + 1 + word.length > COLUMNS) rows.push(word);
    else rows[rows.length - 1] = row === "" ? word : `${row} ${word}`;
  }
  return rows.join(`\n${" ".repeat(indent)}`);
}

/** Errors that the language or a library raises where our code is wrong: the line says where. */
const FAULTS = ["Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError", "AssertionError"];

/** What a user is told of an error, in one line: its message; of a fault of the program, where it is too. */
export function errorLine(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  if (!FAULTS.includes(error.name)) return printable(error.message);
  return printable(`${error.name}: ${error.message} (a fault of the program, ${placeOf(error)})`);
}

/** The first line of our own code in the stack. */
function placeOf({ stack = "" }: Error): string {
  const root = new URL("../", import.meta.url).href;
  const own = stack.split("\n").find((line) => line.includes(root) && !line.includes("/node_modules/"));
  return own === undefined ? "place unknown" : own.slice(own.indexOf(root) + root.length).replace(/\)$/, "");
}

/** Text for one line of a terminal: control characters, and those that turn the direction, as escapes. */
export function printable(message: string): string {
  return message.replaceAll(/\s*[\r\n]+\s*/g, "; ").replaceAll(
    // deno-lint-ignore no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
