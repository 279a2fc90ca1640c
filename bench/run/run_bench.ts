/**
 * A plan and a results folder: run what the folder does not have yet.
 * @module
 */
import type { BackendInfo, ProductChoice } from "../../estimators/mod.ts";
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
export interface RunBenchOptions extends Pick<PoolOptions, "request" | "jobs" | "first" | "limit"> {
  readonly info: BackendInfo;
  /** Lets the first worker choose libraries, or take what was chosen. @default one library takes all */
  readonly choose?: Choose;
  /** Starts and prepares one more worker. */
  readonly start: (products: ProductChoice) => ReturnType<PoolOptions["start"]>;
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

/** A worker's backend, with libraries that it measures, or was told. */
export type Choose = (products: ProductChoice | "measure") => Promise<BackendInfo>;

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
  const { code, products, info = options.info } = await claimFolder(options.whole ?? plan, results, options);
  const begun = (await readManifest(results))?.code ?? [];
  // Other code may have planned other durations, and divided the plan otherwise.
  await using store = await openStore(results, { part: options.part, disjoint: begun.length === 1 });
  store.notices.forEach(notice);
  const environment = await describeEnvironment({ extra: environmentFacts(info) });
  await store.describe(environment);
  const idsOf = (jobs: readonly Job[]) =>
    jobs.flatMap(({ cells }) => cells.map((cell) => cellId(plan, cell)));
  const open = plan.jobs.filter((job) => !store.isDone(idsOf([job])));
  const checkpoints = {
    folder: `${results}/checkpoints`,
    arithmetic: configurationHash({ ...environmentFacts(info), arch: Deno.build.arch }),
  };
  const failed = await runOpen(open, {
    plan,
    store,
    environment: environment.id,
    code,
    checkpoints,
    options: { ...options, start: () => options.start(products) },
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
    options: Omit<RunBenchOptions, "start"> & Pick<PoolOptions, "start">;
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

/** A folder that is a run's. */
export interface Claimed {
  /** The code, as records name it. */
  readonly code: CodeMark;
  /** Which library takes which products in this run. */
  readonly products: ProductChoice;
  /** The worker's backend as it is then, where one was asked. */
  readonly info?: BackendInfo;
}

/**
 * Makes a folder the whole plan's, for the code of this process to resume. A new run measures its products; whatever
 * continues it takes over what was chosen, since other libraries give other roundings.
 *
 * @throws {StoreError} as {@linkcode claimStore}.
 */
export async function claimFolder(
  plan: Plan,
  results: string,
  { acceptCode, git, choose }: Pick<RunBenchOptions, "acceptCode" | "git" | "choose">,
): Promise<Claimed> {
  const code = await codeState(undefined, git);
  let info: BackendInfo | undefined;
  const measure = async () => {
    info = await choose!("measure");
    return info.blas.used ? info.blas.choice ?? {} : {};
  };
  const { products = {} } = await claimStore(results, {
    configuration: { ...plan.configuration },
    planned: plannedJobs(plan),
    code,
    acceptCode,
    ...(choose && { products: measure }),
  });
  info ??= await choose?.(products);
  const mark = { id: code.id, ...(code.dirty === undefined ? {} : { dirty: code.dirty }) };
  return { code: mark, products, ...(info && { info }) };
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
    ? {
      blas: `${blas.vendor} ${blas.config}`.trim(),
      blasThreads: blas.threads ?? "unknown",
      ...(blas.beside && { blasBeside: blas.beside.config, products: configurationHash(blas.choice ?? {}) }),
    }
    : { blas: `none: ${blas.reason}` };
  return { backend: name, tfjs, simd, ...product };
}
