/**
 * Flags of `deno task peer`.
 * @module
 */
import { parseArgs } from "node:util";
import { nearestName } from "../nearest.ts";
import { peerModels } from "./steps.ts";

/** What the command line asks for. */
export interface PeerOptions {
  /** Path of the PyTorch script. */
  readonly torch?: string;
  readonly models: readonly string[];
  readonly seconds: number;
  readonly rounds: number;
  readonly threads: readonly number[];
  readonly blas: string;
  readonly json: boolean;
  readonly help: boolean;
}

/** What `--help` prints. */
export const HELP = `Usage: deno task peer [flags]

Times training steps at batch 80, in turn with PyTorch's where python3 has torch.

  --torch SCRIPT        prints a JSON line per model and estimator; takes --seconds, --threads and a model
  --models A,B          ${peerModels.join(", ")}  (default all)
  --seconds S           stepping per side, estimator and number of threads  (default 4)
  --rounds N            turns that the seconds are split into  (default 5)
  --threads A,B         each side counts at its better one  (default 1,2)
  --blas auto|off|PATH  native matrix products on our side  (default auto)
  --json                one object a line instead of a table`;

const FLAGS = {
  "torch": { type: "string" },
  "models": { type: "string", default: peerModels.join(",") },
  "seconds": { type: "string", default: "4" },
  "rounds": { type: "string", default: "5" },
  "threads": { type: "string", default: "1,2" },
  "blas": { type: "string", default: "auto" },
  "json": { type: "boolean", default: false },
  "help": { type: "boolean", short: "h", default: false },
} as const;

/** @throws RangeError in one line, for an unknown flag or a value out of range */
export function parsePeerOptions(args: readonly string[]): PeerOptions {
  const values = parse(args);
  const models = values.models.split(",");
  for (const model of models) {
    if (!peerModels.includes(model)) throw new RangeError(`--models ${nearestName(model, peerModels)}`);
  }
  return {
    ...(values.torch !== undefined && { torch: values.torch }),
    models: [...new Set(models)],
    seconds: number("seconds", values.seconds, { whole: false }),
    rounds: number("rounds", values.rounds, { whole: true }),
    threads: [...new Set(values.threads.split(",").map((text) => number("threads", text, { whole: true })))],
    blas: values.blas,
    json: values.json,
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values;
  } catch (error) {
    const message = (error as Error).message;
    const flag = /'--?([\w-]+)/.exec(message)?.[1];
    if (flag !== undefined && !(flag in FLAGS)) {
      throw new RangeError(`unknown flag --${nearestName(flag, Object.keys(FLAGS)).replaceAll('"', "")}`);
    }
    throw new RangeError(message.split(". ")[0]);
  }
}

function number(flag: string, text: string, { whole }: { whole: boolean }): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value > 0 && value < Infinity && (!whole || Number.isInteger(value))) return value;
  throw new RangeError(
    `--${flag} is ${JSON.stringify(text)}; wanted a ${whole ? "whole " : ""}number above 0`,
  );
}
