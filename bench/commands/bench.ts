/**
 * `deno task bench`: runs a suite.
 * @module
 */
import { BackendError } from "../../estimators/mod.ts";
import { type CommandIo, defineCommand, runAndExit, UsageError } from "../command_line.ts";
import { calibrate } from "../run/calibration.ts";
import { runDenoBench } from "../run/deno_bench.ts";
import { describePlan } from "../run/describe_plan.ts";
import { type Plan, planRun } from "../run/plan.ts";
import { type Preparation, prepare } from "../run/prepare.ts";
import { runBench } from "../run/run_bench.ts";
import { BENCH_FLAGS, type BenchValues, requestOf } from "./bench_options.ts";

/** Runs the Deno benches and a suite's experiments; goes on with what is unfinished. */
export const benchCommand = defineCommand({
  name: "bench",
  summary: "Runs the Deno benches and a suite's experiments, and stores their records.",
  flags: BENCH_FLAGS,
  run: bench,
});

async function bench(values: BenchValues, io: CommandIo): Promise<void> {
  const request = requestOf(values);
  // What the flags name is checked before a backend and a data set are loaded.
  planOf(request, { name: values.data, sha256: "" });
  const preparation: Preparation = {
    request,
    dataset: values.data,
    backend: values.backend,
    blas: values.blas,
    ...(values["data-dir"] === undefined ? {} : { dataDir: values["data-dir"] }),
  };
  const { info, dataset } = await prepare(preparation, io.error).catch(asUsage);
  const resolved = { ...request, backend: info.name };
  const plan = planOf(resolved, dataset);
  if (values.plan) return io.out(describePlan(plan, { slowdown: await calibrate() }));
  if (!values["skip-benches"] && !await runDenoBench()) {
    io.error("bench: the Deno benches failed; going on with the suite");
  }
  io.out(
    await runBench(plan, {
      preparation: { ...preparation, request: resolved },
      info,
      dataset,
      results: values.results,
      jobs: values.jobs,
      notice: io.error,
    }),
  );
}

/** A plan fails on what the flags name: an unknown experiment, model, estimator, layer or budget. */
function planOf(...request: Parameters<typeof planRun>): Plan {
  try {
    return planRun(...request);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

/** A backend or library that was asked for and cannot be used. */
function asUsage(error: unknown): never {
  throw error instanceof BackendError ? new UsageError(error.message) : error;
}

if (import.meta.main) await runAndExit(benchCommand);
