/**
 * Flags of `deno task bench`.
 * @module
 */
import { parseArgs } from "node:util";
import { estimatorNames } from "../../estimators/mod.ts";
import { datasetNames } from "../../models/mod.ts";
import { nearestName } from "../nearest.ts";
import { CONTRACTS } from "../experiments/contracts.ts";
import type { RunRequest } from "../run/plan.ts";
import { suiteNames } from "../suites/mod.ts";

/** Bad flags: the command line ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Everything that the command line asks for. */
export interface BenchOptions {
  readonly request: RunRequest;
  readonly dataset: string;
  readonly dataDir?: string;
  readonly results: string;
  /** Processes for jobs that no clock decides. */
  readonly jobs: number;
  readonly backend: "auto" | "wasm" | "cpu" | "webgpu" | "tensorflow";
  readonly blas: string;
  /** Whether the Deno benches of single gradients are left out. */
  readonly skipBenches: boolean;
  /** Print what would run, and end. */
  readonly plan: boolean;
  readonly help: boolean;
}

const FLAGS = {
  "suite": { type: "string", default: "quick" },
  "data": { type: "string", default: "digits" },
  "data-dir": { type: "string" },
  "estimators": { type: "string" },
  "experiments": { type: "string" },
  "models": { type: "string" },
  "layers": { type: "string" },
  "seeds": { type: "string" },
  "seed": { type: "string", default: "0" },
  "budget": { type: "string" },
  "results": { type: "string", default: "results" },
  "jobs": { type: "string", default: "1" },
  "backend": { type: "string", default: "auto" },
  "blas": { type: "string", default: "auto" },
  "threads": { type: "string", default: "1" },
  "skip-benches": { type: "boolean", default: false },
  "plan": { type: "boolean", default: false },
  "help": { type: "boolean", short: "h", default: false },
} as const;

/** What `--help` prints. */
export const HELP = `Usage: deno task bench [flags]

  --suite NAME          ${suiteNames.join(" | ")}  (default quick)
  --data NAME           data set: ${datasetNames.join(" | ")}  (default digits)
  --data-dir DIR        folder with a data set's original files
  --estimators A,B      baseline first: ${estimatorNames().join(", ")}
  --experiments A,B     ${Object.keys(CONTRACTS).join(", ")}
  --models A,B          only what the suite does with these models, e.g. mlp,vae3
  --layers RULES        estimators of single layers, the rest as compared, e.g. conv5=r2g2,conv*=rt
  --seeds N             paired seeds
  --seed N              seed of the run; another one gives other numbers  (default 0)
  --budget B            budget of training runs: steps:1000 | time:60s | flops:2e12
  --results DIR         where records go; a run that was cut off goes on  (default results)
  --jobs N              processes for jobs that are not timed  (default 1)
  --backend NAME        auto | wasm | cpu | webgpu | tensorflow  (default auto)
  --blas auto|off|PATH  native matrix products for the wasm backend  (default auto)
  --threads N           threads of the native products; part of a run's identity  (default 1)
  --skip-benches        only the suite, not the Deno benches of single gradients
  --plan                print what would run, and end
`;

const BACKENDS = ["auto", "wasm", "cpu", "webgpu", "tensorflow"] as const;

/** @throws {UsageError} for an unknown flag or a value out of range: one line that says what was wanted. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args);
  if (positionals.length > 0) {
    throw new UsageError(`unexpected argument ${JSON.stringify(positionals[0])}; see --help`);
  }
  if (!(BACKENDS as readonly string[]).includes(values.backend)) {
    throw new UsageError(`--backend ${nearestName(values.backend, BACKENDS)}`);
  }
  if (!datasetNames.includes(values.data)) {
    throw new UsageError(`--data ${nearestName(values.data, datasetNames)}`);
  }
  return {
    request: {
      suite: values.suite,
      seed: wholeNumber("--seed", values.seed, 0),
      backend: values.backend,
      threads: wholeNumber("--threads", values.threads, 1),
      ...(values.estimators === undefined ? {} : { estimators: list("--estimators", values.estimators) }),
      ...(values.experiments === undefined ? {} : { experiments: list("--experiments", values.experiments) }),
      ...(values.models === undefined ? {} : { models: list("--models", values.models) }),
      ...(values.layers === undefined ? {} : { layers: values.layers }),
      ...(values.seeds === undefined ? {} : { seeds: wholeNumber("--seeds", values.seeds, 1) }),
      ...(values.budget === undefined ? {} : { budget: values.budget }),
    },
    dataset: values.data,
    ...(values["data-dir"] === undefined ? {} : { dataDir: values["data-dir"] }),
    results: values.results,
    jobs: wholeNumber("--jobs", values.jobs, 1),
    backend: values.backend as BenchOptions["backend"],
    blas: values.blas,
    skipBenches: values["skip-benches"],
    plan: values.plan,
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  } catch (error) {
    const flag = /'--?([\w-]+)/.exec((error as Error).message)?.[1];
    if (flag !== undefined && !(flag in FLAGS)) {
      throw new UsageError(`unknown flag --${nearestName(flag, Object.keys(FLAGS)).replaceAll('"', "")}`);
    }
    throw new UsageError((error as Error).message.split(/\.?\n|\. /)[0]!);
  }
}

function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`${flag} is ${JSON.stringify(text)}; wanted a whole number of at least ${least}`);
}

function list(flag: string, text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.every((name) => name !== "") && new Set(names).size === names.length) return names;
  throw new UsageError(`${flag} is ${JSON.stringify(text)}; wanted different names, separated by commas`);
}
