/**
 * `deno task bench`: runs a suite. The task starts `run/process/launcher.ts`, which starts this in its conductor.
 * @module
 */
import { resolve } from "node:path";
import { type Command, CommandError, type CommandIo, defineCommand, UsageError } from "../command_line.ts";
import { loadPlugins } from "../plugins/load.ts";
import { describePlan } from "../run/describe_plan.ts";
import { listPlan } from "../run/list_plan.ts";
import { partOf } from "../run/part.ts";
import { type Plan, planRun } from "../run/plan.ts";
import { type FailedJob, timeLimit } from "../run/pool.ts";
import type { Preparation } from "../run/prepare.ts";
import { conduct } from "../run/process/conductor.ts";
import { type Processes, WorkerClient, WorkerDied, WorkerFailed } from "../run/process/worker_client.ts";
import { type Choose, claimFolder, doneJobs, runBench } from "../run/run_bench.ts";
import { planScript, planStatus, type SlurmLaunch, submitPlan } from "../run/slurm/launch.ts";
import type { GitState } from "../store/mod.ts";
import {
  BENCH_FLAGS,
  type BenchValues,
  checkDataset,
  checkLaunch,
  partArguments,
  requestOf,
} from "./bench_options.ts";

/** Runs the Deno benches and a suite's experiments; resumes what is unfinished. */
export function benchCommand(processes: Processes): Command<typeof BENCH_FLAGS> {
  return defineCommand({
    name: "bench",
    summary: "Runs the Deno benches and a suite's experiments, and stores their records.",
    flags: BENCH_FLAGS,
    run: (values, io) => bench(values, { io, processes }),
  });
}

interface BenchTools {
  readonly io: CommandIo;
  readonly processes: Processes;
}

async function bench(values: BenchValues, { io, processes }: BenchTools): Promise<void> {
  checkLaunch(values);
  const plugins = await loadPlugins(values.plugin);
  checkDataset(values);
  const request = { ...requestOf(values), ...(plugins.length === 0 ? {} : { plugins }) };
  // What the flags name is checked before a backend and a data set are loaded.
  planOf(request, { name: values.data, sha256: "" });
  const preparation: Preparation = {
    request,
    dataset: values.data,
    backend: values.backend,
    blas: values.blas,
    ...(plugins.length === 0 ? {} : { plugins: values.plugin.map((path) => resolve(path)) }),
    ...(values["data-dir"] === undefined ? {} : { dataDir: values["data-dir"] }),
  };
  const megabytes = values["max-memory"];
  const { client, prepared } = await WorkerClient.start(processes, {
    preparation,
    megabytes,
    notice: io.error,
  }).catch(asUsage);
  try {
    const resolved = { ...request, backend: prepared.info.name };
    const whole = planOf(resolved, prepared.dataset);
    const git = await processes.git;
    const choose: Choose = (products) => client.choose(products);
    if (values.launcher === "slurm") return io.out(await onSlurm(whole, { values, git, choose }));
    const { plan, part } = asked(() => partOf(whole, values));
    if (values.plan && values.json) return io.out(listPlan(plan));
    if (values.plan) return io.out(describePlan(plan, { slowdown: await client.slowdown() }));
    if (part === undefined && !values["skip-benches"] && !await processes.benches()) {
      io.error("bench: the Deno benches failed; continuing with the suite");
    }
    const seconds = values["max-time"];
    const again = { preparation: { ...preparation, request: resolved }, megabytes, seconds };
    const { line, failed } = await runBench(plan, {
      request: resolved,
      info: prepared.info,
      first: client,
      choose,
      start: async (products) => {
        const own = { ...again, preparation: { ...again.preparation, products } };
        return (await WorkerClient.start(processes, own)).client;
      },
      limit: seconds === undefined ? timeLimit : () => seconds,
      results: values.results,
      jobs: values.jobs,
      part,
      whole,
      acceptCode: values["accept-code"],
      git,
      notice: io.error,
    });
    io.out(line);
    if (failed.length > 0) throw new CommandError(describeFailed(failed, plan.jobs.length));
  } finally {
    await client.stop();
  }
}

/** One line that names the jobs that failed, and why. */
function describeFailed(failed: readonly FailedJob[], count: number): string {
  const jobs = failed.map(({ job, reason }) => `${job.name} (${reason})`).join("; ");
  return `${failed.length} of ${count} jobs failed: ${jobs}`;
}

/** What the flags make of Slurm: a script, a submitted array, or its progress. */
async function onSlurm(
  plan: Plan,
  { values, git, choose }: {
    readonly values: BenchValues;
    readonly git: GitState | undefined;
    readonly choose: Choose;
  },
): Promise<string> {
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
  await claimFolder(plan, results, { acceptCode: values["accept-code"], git, choose });
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

/** A backend or library that was asked for and cannot be used; any other line stands for itself. */
function asUsage(error: unknown): never {
  if (error instanceof WorkerFailed && error.errorName === "BackendError") {
    throw new UsageError(error.message);
  }
  throw error instanceof WorkerDied ? new CommandError(`nothing was run: ${error.message}`) : error;
}

if (import.meta.main) await conduct(benchCommand);
