/**
 * A plan and a results folder: run what the folder does not have yet.
 * @module
 */
import type { BackendInfo } from "../../estimators/mod.ts";
import type { ImageDataset } from "../../models/mod.ts";
import { duration } from "./describe_plan.ts";
import { runKey } from "../experiments/shared/cells.ts";
import { runJobs } from "./pool.ts";
import { cellId, type Plan } from "./plan.ts";
import type { Preparation } from "./prepare.ts";
import { startProgress } from "./progress.ts";
import {
  claimStore,
  type CodeMark,
  codeState,
  describeEnvironment,
  isFinal,
  isStore,
  openStore,
  readManifest,
  readStore,
  requireRun,
  type Store,
} from "../store/mod.ts";
import type { Job } from "../types.ts";

/** Settings of {@linkcode runBench}. */
export interface RunBenchOptions {
  readonly preparation: Preparation;
  readonly info: BackendInfo;
  readonly dataset: ImageDataset;
  readonly results: string;
  readonly jobs: number;
  /** Name of the part of a plan that these jobs are. @default the whole plan */
  readonly part?: string | undefined;
  /** Whether to resume a run that other code began. */
  readonly acceptCode: boolean;
  readonly notice: (line: string) => void;
}

/**
 * Runs the jobs of which a cell is missing and stores their records.
 *
 * @returns one line: what was run, what was there, where it is.
 * @throws {StoreError} if the folder holds the results of another configuration, or of other code that is not accepted.
 */
export async function runBench(plan: Plan, options: RunBenchOptions): Promise<string> {
  const { results, notice } = options;
  const code = await claimFolder(plan, results, options);
  await using store = await openStore(results, { part: options.part });
  store.notices.forEach(notice);
  const environment = await describeEnvironment({ extra: environmentFacts(options.info) });
  await store.describe(environment);
  const open = plan.jobs.filter((job) => job.cells.some((cell) => !store.isFinal(cellId(plan, cell))));
  const ids = plan.jobs.flatMap(({ cells }) => cells.map((cell) => cellId(plan, cell)));
  const before = ids.filter((id) => store.isFinal(id)).length;
  await runOpen(open, { plan, store, environment: environment.id, code, options });
  const stored = ids.filter((id) => store.has(id)).length;
  const failed = ids.filter((id) => store.has(id) && !store.isFinal(id)).length;
  const diverged = ids.filter((id) => store.status(id) === "diverged").length;
  return `${stored - before} cells run, ${before} stored before` +
    (diverged > 0 ? `, ${diverged} diverged` : "") +
    (failed > 0 ? `, ${failed} failed (the same command tries them again)` : "") +
    `; records in ${results}. Next: deno task report --results ${results}`;
}

async function runOpen(
  jobs: readonly Job[],
  { plan, store, environment, code, options }: {
    plan: Plan;
    store: Store;
    environment: string;
    code: CodeMark;
    options: RunBenchOptions;
  },
): Promise<void> {
  const total = jobs.reduce((sum, job) => sum + job.seconds, 0);
  if (jobs.length === 0) return;
  options.notice(`${jobs.length} jobs, about ${duration(total)}`);
  const progress = startProgress(total);
  const shares = new Map<Job, number>();
  try {
    await runJobs(jobs, {
      plan,
      environment,
      code,
      dataset: options.dataset,
      key: runKey(plan.configuration.seed),
      preparation: options.preparation,
      jobs: options.jobs,
      progress: (job, share) => {
        shares.set(job, share);
        const done = [...shares].reduce((sum, [each, part]) => sum + each.seconds * part, 0);
        progress.update(done, job.name);
      },
      store: async (record) => {
        // A job that was cut off, or failed, is run again as a whole; what stands in the store stays as it is.
        const failedAgain = store.has(record.id) && record.status === "failed";
        if (!store.isFinal(record.id) && !failedAgain) await store.append(record);
      },
    });
  } finally {
    progress.stop();
  }
}

/**
 * Makes a folder the plan's, for the code of this process to resume.
 *
 * @returns the code, as records name it.
 * @throws {StoreError} as {@linkcode claimStore}.
 */
export async function claimFolder(
  plan: Plan,
  results: string,
  { acceptCode }: { readonly acceptCode: boolean },
): Promise<CodeMark> {
  const code = await codeState();
  await claimStore(results, { configuration: { ...plan.configuration }, code, acceptCode });
  const { id, dirty } = code;
  return { id, ...(dirty === undefined ? {} : { dirty }) };
}

/**
 * Names of the jobs of which a folder holds every cell, none of them to be tried again.
 *
 * @throws {StoreError} if the folder holds another run, or something is wrong with it.
 */
export async function doneJobs(plan: Plan, results: string): Promise<Set<string>> {
  const manifest = await readManifest(results);
  if (manifest !== undefined) requireRun(results, manifest, { ...plan.configuration });
  if (!await isStore(results)) return new Set();
  const { records } = await readStore(results);
  const final = new Set(records.filter(({ status }) => isFinal(status)).map(({ id }) => id));
  const done = plan.jobs.filter(({ cells }) => cells.every((cell) => final.has(cellId(plan, cell))));
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
