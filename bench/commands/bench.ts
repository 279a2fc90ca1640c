/**
 * `deno task bench`: runs a suite.
 * @module
 */
import { resolve } from "node:path";
import { BackendError } from "../../estimators/mod.ts";
import { type CommandIo, defineCommand, runAndExit, UsageError } from "../command_line.ts";
import { calibrate } from "../run/calibration.ts";
import { runDenoBench } from "../run/deno_bench.ts";
import { describePlan } from "../run/describe_plan.ts";
import { listPlan } from "../run/list_plan.ts";
import { partOf } from "../run/part.ts";
import { type Plan, planRun } from "../run/plan.ts";
import { type Preparation, prepare } from "../run/prepare.ts";
import { claimFolder, doneJobs, runBench } from "../run/run_bench.ts";
import { planScript, planStatus, type SlurmLaunch, submitPlan } from "../run/slurm/launch.ts";
import { BENCH_FLAGS, type BenchValues, checkLaunch, partArguments, requestOf } from "./bench_options.ts";

/** Runs the Deno benches and a suite's experiments; resumes what is unfinished. */
export const benchCommand = defineCommand({
  name: "bench",
  summary: "Runs the Deno benches and a suite's experiments, and stores their records.",
  flags: BENCH_FLAGS,
  run: bench,
});

async function bench(values: BenchValues, io: CommandIo): Promise<void> {
  checkLaunch(values);
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
  const whole = planOf(resolved, dataset);
  if (values.launcher === "slurm") return io.out(await onSlurm(whole, values));
  const { plan, part } = asked(() => partOf(whole, values));
  if (values.plan && values.json) return io.out(listPlan(plan));
  if (values.plan) return io.out(describePlan(plan, { slowdown: await calibrate() }));
  if (part === undefined && !values["skip-benches"] && !await runDenoBench()) {
    io.error("bench: the Deno benches failed; continuing with the suite");
  }
  io.out(
    await runBench(plan, {
      preparation: { ...preparation, request: resolved },
      info,
      dataset,
      results: values.results,
      jobs: values.jobs,
      part,
      whole,
      acceptCode: values["accept-code"],
      notice: io.error,
    }),
  );
}

/** What the flags make of Slurm: a script, a submitted array, or its progress. */
async function onSlurm(plan: Plan, values: BenchValues): Promise<string> {
  const results = resolve(values.results);
  const done = await doneJobs(plan, results);
  const launch: SlurmLaunch = {
    plan,
    shards: values.shards,
    command: [Deno.execPath(), "task", "bench", ...partArguments(values, plan.configuration.backend)],
    directory: Deno.cwd(), // of the project: where `deno task` runs
    results,
    processes: values.jobs,
    isDone: (name) => done.has(name),
  };
  if (values.status) return planStatus(launch);
  const script = asked(() => planScript(launch)); // refuses a folder that Slurm cannot take before it is made
  if (values["dry-run"]) return script;
  await claimFolder(plan, results, { acceptCode: values["accept-code"] });
  return submitPlan(launch);
}

/** A plan fails on what the flags name: an unknown experiment, model, estimator, layer, budget or job. */
function planOf(...request: Parameters<typeof planRun>): Plan {
  return asked(() => planRun(...request));
}

function asked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

/** A backend or library that was asked for and cannot be used. */
function asUsage(error: unknown): never {
  throw error instanceof BackendError ? new UsageError(error.message) : error;
}

if (import.meta.main) await runAndExit(benchCommand);
