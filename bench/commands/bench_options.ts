/**
 * Flags of `deno task bench`, and the request that they mean.
 * @module
 */
import { estimatorNames } from "../../estimators/mod.ts";
import { datasetNames } from "../../models/mod.ts";
import { choice, type FlagValues, names, text, toggle, wholeNumber } from "../command_line.ts";
import { CONTRACTS } from "../experiments/contracts.ts";
import type { RunRequest } from "../run/plan.ts";
import { suiteNames } from "../suites/mod.ts";

/** What the command line can ask for. */
export const BENCH_FLAGS = {
  "suite": choice(suiteNames, { placeholder: "NAME", help: suiteNames.join(" | "), default: "quick" }),
  "data": choice(datasetNames(), {
    placeholder: "NAME",
    help: `data set: ${datasetNames().join(" | ")}`,
    default: "digits",
  }),
  "data-dir": text({ placeholder: "DIR", help: "folder with a data set's original files" }),
  "estimators": names({ placeholder: "A,B", help: `baseline first: ${estimatorNames().join(", ")}` }),
  "experiments": names({ placeholder: "A,B", help: Object.keys(CONTRACTS).join(", ") }),
  "models": names({ placeholder: "A,B", help: "only what the suite does with these models, e.g. mlp,vae3" }),
  "layers": text({
    placeholder: "RULES",
    help: "estimators of single layers, the rest as compared, e.g. conv5=r2g2,conv*=rt",
  }),
  "seeds": wholeNumber({ least: 1, placeholder: "N", help: "paired seeds" }),
  "seed": wholeNumber({
    least: 0,
    placeholder: "N",
    help: "seed of the run: another gives other numbers",
    default: 0,
  }),
  "budget": text({ placeholder: "B", help: "budget of training runs: steps:1000 | time:60s | flops:2e12" }),
  "results": text({
    placeholder: "DIR",
    help: "where records go; a run that was interrupted goes on",
    default: "results",
  }),
  "jobs": wholeNumber({
    least: 1,
    placeholder: "N",
    help: "processes for jobs that are not timed",
    default: 1,
  }),
  "backend": choice(["auto", "wasm", "cpu", "webgpu", "tensorflow"], {
    placeholder: "NAME",
    help: "auto | wasm | cpu | webgpu | tensorflow",
    default: "auto",
  }),
  "blas": text({
    placeholder: "auto|off|PATH",
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
  "plan": toggle("print what would run, and end"),
} as const;

/** Values of the flags. */
export type BenchValues = FlagValues<typeof BENCH_FLAGS>;

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
