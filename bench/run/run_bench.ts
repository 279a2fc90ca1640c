/**
 * A plan and a results folder: run what the folder does not have yet.
 * @module
 */
import type { BackendInfo } from "../../estimators/mod.ts";
import { duration } from "./describe_plan.ts";
import { type FailedJob, type PoolOptions, runJobs } from "./pool.ts";
import { cellId, type Plan, plannedJobs } from "./plan.ts";
import { startProgress } from "./progress.ts";
import type { CheckpointSettings } from "./run_job.ts";
import {
  claimStore,
  type CodeMark,
  codeState,
  configurationHash,
  describeEnvironment,
  type GitState,
  isDone,
  isStore,
  openStore,
  readManifest,
  readStore,
  type RecordStatus,
  requireRun,
  type Store,
} from "../store/mod.ts";
import type { Job } from "../types.ts";

/** Settings of {@linkcode runBench}. */
export interface RunBenchOptions extends Pick<PoolOptions, "request" | "jobs" | "first" | "start" | "limit"> {
  readonly info: BackendInfo;
  readonly results: string;
  /** Name of the part of a plan that these jobs are. @default the whole plan */
  readonly part?: string | undefined;
  /** The plan that they are a part of. @default the jobs are all of it */
  readonly whole?: Plan;
  /** Whether to resume a run that other code began. */
  readonly acceptCode: boolean;
  /** What git says of the sources. @default it is asked, if it may be run */
  readonly git?: GitState | undefined;
  readonly notice: (line: string) => void;
}

/** What a run has to say at its end. */
export interface RunSummary {
  /** One line: what was run, what was there, where it is. */
  readonly line: string;
  /** Jobs that could not be run. */
  readonly failed: readonly FailedJob[];
}

/**
 * Runs the jobs that are not done, each as a whole, and stores their records.
 *
 * @throws {StoreError} if the folder holds the results of another configuration, or of other code that is not accepted.
 */
export async function runBench(plan: Plan, options: RunBenchOptions): Promise<RunSummary> {
  const { results, notice } = options;
  const code = await claimFolder(options.whole ?? plan, results, options);
  await using store = await openStore(results, { part: options.part });
  store.notices.forEach(notice);
  const environment = await describeEnvironment({ extra: environmentFacts(options.info) });
  await store.describe(environment);
  const idsOf = (jobs: readonly Job[]) =>
    jobs.flatMap(({ cells }) => cells.map((cell) => cellId(plan, cell)));
  const open = plan.jobs.filter((job) => !store.isDone(idsOf([job])));
  const checkpoints = {
    folder: `${results}/checkpoints`,
    arithmetic: configurationHash({ ...environmentFacts(options.info), arch: Deno.build.arch }),
  };
  const failed = await runOpen(open, {
    plan,
    store,
    environment: environment.id,
    code,
    checkpoints,
    options,
  });
  const [all, ran] = [idsOf(plan.jobs), idsOf(open)];
  const count = (ids: readonly string[], status: RecordStatus) =>
    ids.filter((id) => store.status(id) === status).length;
  const [again, diverged] = [count(all, "failed"), count(all, "diverged")];
  const line =
    `${ran.filter((id) => store.has(id)).length} cells run, ${all.length - ran.length} stored before` +
    (diverged > 0 ? `, ${diverged} diverged` : "") +
    (again > 0 ? `, ${again} failed (the same command tries them again)` : "") +
    `; records in ${results}. Next: deno task report --results ${results}`;
  return { line, failed };
}

async function runOpen(
  jobs: readonly Job[],
  { plan, store, environment, code, checkpoints, options }: {
    plan: Plan;
    store: Store;
    environment: string;
    code: CodeMark;
    checkpoints: CheckpointSettings;
    options: RunBenchOptions;
  },
): Promise<readonly FailedJob[]> {
  const total = jobs.reduce((sum, job) => sum + job.seconds, 0);
  if (jobs.length === 0) return [];
  options.notice(`${jobs.length} jobs, about ${duration(total)}`);
  const progress = startProgress(total);
  const shares = new Map<Job, number>();
  try {
    return await runJobs(jobs, {
      ...options,
      plan,
      environment,
      code,
      checkpoints,
      progress: (job, share) => {
        shares.set(job, share);
        const done = [...shares].reduce((sum, [each, part]) => sum + each.seconds * part, 0);
        progress.update(done, job.name);
      },
      begin: ({ name }) => store.begin(name),
    });
  } finally {
    progress.stop();
  }
}

/**
 * Makes a folder the whole plan's, for the code of this process to resume.
 *
 * @returns the code, as records name it.
 * @throws {StoreError} as {@linkcode claimStore}.
 */
export async function claimFolder(
  plan: Plan,
  results: string,
  { acceptCode, git }: Pick<RunBenchOptions, "acceptCode" | "git">,
): Promise<CodeMark> {
  const code = await codeState(undefined, git);
  await claimStore(results, {
    configuration: { ...plan.configuration },
    planned: plannedJobs(plan),
    code,
    acceptCode,
  });
  return { id: code.id, ...(code.dirty === undefined ? {} : { dirty: code.dirty }) };
}

/**
 * Names of the jobs that a folder holds whole, with no cell to be tried again.
 *
 * @throws {StoreError} if the folder holds another run, or something is wrong with it.
 */
export async function doneJobs(plan: Plan, results: string): Promise<Set<string>> {
  const manifest = await readManifest(results);
  if (manifest !== undefined) requireRun(results, manifest, { ...plan.configuration });
  if (!await isStore(results)) return new Set();
  const { records } = await readStore(results);
  const byId = new Map(records.map((record) => [record.id, record]));
  const done = plan.jobs.filter(({ cells }) =>
    isDone(cells.map((cell) => cellId(plan, cell)), (id) => byId.get(id))
  );
  return new Set(done.map(({ name }) => name));
}

/** What `describeEnvironment` cannot know: the backend that the numbers come from. */
function environmentFacts(
  { name, tfjs, simd, blas }: BackendInfo,
): Record<string, string | number | boolean> {
  const product = blas.used
    ? { blas: `${blas.vendor} ${blas.config}`.trim(), blasThreads: blas.threads ?? "unknown" }
    : { blas: `none: ${blas.reason}` };
  return { backend: name, tfjs, simd, ...product };
}
