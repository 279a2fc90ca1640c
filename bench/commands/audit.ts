/**
 * `deno task audit FILE`: is the mean of these gradient samples right? For samples of any framework.
 *
 * Exit codes: 0 not rejected, 1 rejected or failed (the line says which), 2 a command that cannot be meant.
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { describeResult } from "../audit/describe_result.ts";
import { asVector, readTable } from "../audit/read_table.ts";
import { nearestName } from "../nearest.ts";
import { type ReferenceDraws, type UnbiasednessOptions, unbiasednessTest } from "../stats/mod.ts";

/** Where the command writes. */
export interface AuditIo {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

const FLAGS = {
  "reference": { type: "string" },
  "against": { type: "string" },
  "paired": { type: "boolean", default: false },
  "alpha": { type: "string" },
  "power": { type: "string" },
  "batch": { type: "string" },
  "tolerance": { type: "string" },
  "absolute-tolerance": { type: "string" },
  "help": { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Usage: deno task audit FILE (--reference FILE | --against FILE) [flags]

Tests that the mean of gradient samples is right, in every coordinate, and states both error rates.
FILE has one row a draw and one column a coordinate: .csv, .tsv, .jsonl, .ndjson, or .npy (float32, float64).

  --reference FILE         the exact gradient: one row, or one column
  --against FILE           draws of an estimator that is trusted
  --paired                 row i of both files was drawn with the same noise (more power)
  --alpha A                chance of a false rejection, over all coordinates together  (default 1e-3)
  --power P                power for which the detectable bias is stated  (default 0.999)
  --batch N                average N draws into one, for heavy tails  (default 1)
  --tolerance T            bias that counts as rounding, relative to the largest value  (default 1e-5)
  --absolute-tolerance T   bias that counts as rounding, whatever the values  (default 0)

Exit: 0 not rejected, 1 rejected or failed, 2 usage.`;

interface Command {
  readonly samples: string;
  readonly reference: string;
  /** How the reference file is read. */
  readonly kind: "exact" | "independent" | "paired";
  readonly options: UnbiasednessOptions;
}

/**
 * Runs the command and returns its exit code.
 *
 * Permissions: read on the files.
 */
export async function auditCommand(args: readonly string[], io: AuditIo): Promise<number> {
  let command: Command | undefined;
  try {
    command = parse(args);
  } catch (error) {
    io.error(`audit: ${(error as Error).message}; see --help`);
    return 2;
  }
  if (command === undefined) {
    io.out(HELP);
    return 0;
  }
  try {
    return await audit(command, io);
  } catch (error) {
    io.error(`audit: failed: ${(error as Error).message}`);
    return 1;
  }
}

async function audit({ samples, reference, kind, options }: Command, io: AuditIo): Promise<number> {
  const [table, other] = [await readTable(samples), await readTable(reference)];
  const expected: ArrayLike<number> | ReferenceDraws = kind === "exact"
    ? asVector(other, reference)
    : { samples: other.rows, paired: kind === "paired" };
  const result = unbiasednessTest(table.rows, expected, options);
  const names = table.names ?? other.names;
  const subject = { samples, reference, paired: kind === "paired", ...(names && { names }) };
  for (const line of describeResult(result, subject)) io.out(line);
  return result.rejected ? 1 : 0;
}

function parse(args: readonly string[]): Command | undefined {
  const { values, positionals } = parseFlags(args);
  if (values.help) return undefined;
  const [samples, ...rest] = positionals;
  if (samples === undefined || rest.length > 0) {
    throw new RangeError(`name one file of samples, not ${positionals.length}`);
  }
  const { reference, against, paired } = values;
  if ((reference === undefined) === (against === undefined)) {
    throw new RangeError("give either --reference or --against");
  }
  if (paired && against === undefined) throw new RangeError("--paired needs --against");
  const numbers = {
    familyErrorRate: number("alpha", values.alpha, { above: 0, below: 1 }),
    power: number("power", values.power, { above: 0, below: 1 }),
    batch: number("batch", values.batch, { from: 1, whole: true }),
    tolerance: number("tolerance", values.tolerance, { from: 0 }),
    absoluteTolerance: number("absolute-tolerance", values["absolute-tolerance"], { from: 0 }),
  };
  return {
    samples,
    reference: (reference ?? against) as string,
    kind: reference !== undefined ? "exact" : paired ? "paired" : "independent",
    options: Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
  };
}

interface Bounds {
  readonly above?: number;
  readonly from?: number;
  readonly below?: number;
  readonly whole?: boolean;
}

function number(flag: string, text: string | undefined, bounds: Bounds): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === "" ? NaN : Number(text);
  const { above = -Infinity, from = -Infinity, below = Infinity, whole = false } = bounds;
  if (value > above && value >= from && value < below && (!whole || Number.isInteger(value))) return value;
  const range = above === 0
    ? "between 0 and 1"
    : whole
    ? `a whole number from ${from}`
    : `a number from ${from}`;
  throw new RangeError(`--${flag} is ${JSON.stringify(text)}: it must be ${range}`);
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  } catch (error) {
    const message = (error as Error).message;
    const flag = /'(--?[\w-]+)/.exec(message)?.[1];
    const flags = Object.keys(FLAGS).map((name) => `--${name}`);
    if (flag !== undefined && !flags.includes(flag)) {
      throw new RangeError(`unknown flag ${nearestName(flag, flags)}`);
    }
    throw new RangeError(message.split(". ")[0]);
  }
}

if (import.meta.main) {
  Deno.exitCode = await auditCommand(Deno.args, { out: console.log, error: console.error });
}
