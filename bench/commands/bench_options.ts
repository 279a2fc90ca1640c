/**
 * Flags of `deno task bench`, and the request that they mean.
 * @module
 */
import { estimatorNames } from "../../estimators/mod.ts";
import { datasetNames } from "../../models/mod.ts";
import {
  choice,
  type FlagValues,
  names,
  nearestName,
  number,
  paths,
  text,
  toggle,
  UsageError,
  wholeNumber,
} from "../command_line.ts";
import { experimentNames } from "../experiments/registered.ts";
import type { RunRequest } from "../run/plan.ts";
import { suiteNames } from "../suites/mod.ts";

/** What the command line can ask for. */
export const BENCH_FLAGS = {
  "suite": choice(suiteNames, { placeholder: "NAME", help: suiteNames.join(" | "), default: "quick" }),
  "plugin": paths({
    placeholder: "FILE",
    help: "module that registers estimators, models, data sets or experiments; may be repeated",
  }),
  "data": text({
    placeholder: "NAME",
    help: `data set: ${datasetNames().join(" | ")}`,
    default: "digits",
  }),
  "data-dir": text({ placeholder: "DIR", help: "folder with a data set's original files" }),
  "estimators": names({ placeholder: "A,B", help: `baseline first: ${estimatorNames().join(", ")}` }),
  "experiments": names({ placeholder: "A,B", help: experimentNames().join(", ") }),
  "models": names({
    placeholder: "A,B",
    help: "only what the suite does with these, e.g. vae3,mlp@log-sigma=-3",
  }),
  "layers": text({
    placeholder: "RULES",
    help: "fix the estimators of some layers, e.g. conv5=r2g2,conv*=rt",
  }),
  "seeds": wholeNumber({ least: 1, placeholder: "N", help: "paired seeds" }),
  "seed": wholeNumber({
    least: 0,
    placeholder: "N",
    help: "seed of the run; another seed gives other numbers",
    default: 0,
  }),
  "budget": text({ placeholder: "B", help: "budget of training runs: steps:1000 | time:60s | flops:2e12" }),
  "results": text({
    placeholder: "DIR",
    help: "folder for the records; an interrupted run resumes",
    default: "results",
  }),
  "jobs": wholeNumber({
    least: 1,
    placeholder: "N",
    help: "processes for jobs that are not timed",
    default: 1,
  }),
  "max-time": number({
    above: 0,
    placeholder: "S",
    help: "seconds after which a job is stopped  (default 10 times as long as planned, at least 600)",
  }),
  "max-memory": wholeNumber({
    least: 1,
    placeholder: "MB",
    help: "memory above which a job's process is stopped  (default none)",
  }),
  "backend": choice(["auto", "wasm", "cpu", "webgpu", "tensorflow"], {
    placeholder: "NAME",
    help: "auto | wasm | cpu | webgpu | tensorflow",
    default: "auto",
  }),
  "blas": text({
    placeholder: "auto|off|openblas|onednn|PATH",
    help: "native matrix products for the wasm backend",
    default: "auto",
  }),
  "threads": wholeNumber({
    least: 1,
    placeholder: "N",
    help: "threads of the native products; part of a run's identity",
    default: 1,
  }),
  "skip-benches": toggle("only the suite, not the Deno benches of single gradients"),
  "accept-code": toggle("resume a run that other code began; its folder then names both"),
  "plan": toggle("print what would run, then exit"),
  "json": toggle("with --plan: jobs with their seconds and memory, for programs"),
  "job": text({ placeholder: "NAME", help: "only this job of the plan, under the same run id" }),
  "only": names({
    placeholder: "A,B",
    help:
      "only the jobs of these experiments, under the same run id: the same command without it does the rest",
  }),
  "shard": text({
    placeholder: "I/N",
    help: "only the i-th of n parts of the same planned length, under the same run id, e.g. 1/4",
  }),
  "launcher": choice(["local", "slurm"], {
    placeholder: "NAME",
    help: "local, or slurm: submit the plan as a job array, of what is not done",
    default: "local",
  }),
  "shards": wholeNumber({ least: 1, placeholder: "N", help: "with --launcher slurm: number of tasks" }),
  "dry-run": toggle("with --launcher slurm: print the script, then exit"),
  "status": toggle("with --launcher slurm: print the run's progress, then exit"),
} as const;

/** Values of the flags. */
export type BenchValues = FlagValues<typeof BENCH_FLAGS>;

/** @throws {UsageError} for a data set that is not registered, now that plugins are loaded. */
export function checkDataset({ data }: Pick<BenchValues, "data">): void {
  const known = datasetNames();
  if (!known.includes(data)) throw new UsageError(`--data is ${nearestName(data, known)}`);
}

/** The part of the flags that decides numbers. */
export function requestOf(values: BenchValues): RunRequest {
  const { suite, seed, backend, threads, estimators, experiments, models, layers, seeds, budget } = values;
  return {
    suite,
    seed,
    backend,
    threads,
    ...(estimators && { estimators }),
    ...(experiments && { experiments }),
    ...(models && { models }),
    ...(layers !== undefined && { layers }),
    ...(seeds !== undefined && { seeds }),
    ...(budget !== undefined && { budget }),
  };
}

/** Flags of a command that runs a part of the same plan elsewhere, on the backend that the plan was made for. */
export function partArguments(values: BenchValues, backend: string): string[] {
  const request = { ...values, backend, "skip-benches": true };
  return Object.entries(request).filter(([name]) => !LAUNCH_FLAGS.has(name)).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (name === "plugin") return (value as readonly string[]).map((path) => `--plugin=${path}`);
    return [value === true ? `--${name}` : `--${name}=${value}`];
  });
}

/** Flags that say where and whether a plan runs. */
const LAUNCH_FLAGS: ReadonlySet<string> = new Set<keyof BenchValues>([
  "plan",
  "json",
  "job",
  "only",
  "shard",
  "launcher",
  "shards",
  "dry-run",
  "status",
]);

/** @throws {UsageError} for flags that do nothing, or not the same, together. */
export function checkLaunch(values: BenchValues): void {
  const needs = (flag: keyof BenchValues, needed: boolean, what: string) => {
    const given = values[flag];
    if (given !== undefined && given !== false && !needed) throw new UsageError(`--${flag} needs ${what}`);
  };
  const slurm = values.launcher === "slurm";
  needs("json", values.plan, "--plan");
  for (const flag of ["shards", "dry-run", "status"] as const) needs(flag, slurm, "--launcher slurm");
  for (const flag of ["job", "only", "shard", "plan"] as const) needs(flag, !slurm, "--launcher local");
  if (values["dry-run"] && values.status) throw new UsageError("--dry-run and --status exclude each other");
}
