/**
 * Jobs on this machine: those that a clock decides alone, one after another; the others in child processes,
 * as many at a time as asked for. Records are the same either way.
 * @module
 */
import { blasCandidates } from "../../estimators/mod.ts";
import { removeCheckpoint } from "../checkpoint/mod.ts";
import type { Attempt } from "../store/mod.ts";
import { runJob, type RunJobOptions } from "./run_job.ts";
import type { Job } from "../types.ts";
import type { Preparation } from "./prepare.ts";
import type { WorkerRequest } from "./worker.ts";

/** Settings of {@linkcode runJobs}. */
export interface LaunchOptions extends Omit<RunJobOptions, "progress"> {
  readonly preparation: Preparation;
  /** Child processes at a time; 1 runs everything in this process. */
  readonly jobs: number;
  /** Share of a job that is done. */
  readonly progress: (job: Job, share: number) => void;
  /** Begins an attempt at a job: it takes the records, then one commit, without which they do not count. */
  readonly begin: (job: Job) => Attempt;
}

/** A job whose process failed; the message names the job and its process's last line. */
export class JobError extends Error {
  override readonly name = "JobError";
}

/** Runs all jobs. @throws {JobError} for the first job that could not be run in a process of its own. */
export async function runJobs(jobs: readonly Job[], options: LaunchOptions): Promise<void> {
  const apart = options.jobs > 1 ? jobs.filter(({ timed }) => !timed) : [];
  await inChildren(apart, options);
  for (const job of jobs) if (!apart.includes(job)) await here(job, options);
}

async function here(job: Job, { begin, progress, ...options }: LaunchOptions): Promise<void> {
  progress(job, 0);
  const attempt = begin(job);
  const records = runJob(job, { ...options, progress: (share) => progress(job, share) });
  for await (const record of records) await attempt.append(record);
  await attempt.commit(job.cells.length);
  await forget(job, options);
  progress(job, 1);
}

async function inChildren(jobs: readonly Job[], options: LaunchOptions): Promise<void> {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await inChild(job, options);
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, jobs.length) }, worker));
}

async function inChild(
  job: Job,
  { preparation, environment, code, checkpoints, notice, progress, begin }: LaunchOptions,
): Promise<void> {
  progress(job, 0);
  const request: WorkerRequest = { ...preparation, job: job.name, environment, code, checkpoints };
  const child = new Deno.Command("deno", {
    args: [
      "run",
      "--no-prompt",
      ...childPermissions(preparation.blas),
      ...(checkpoints === undefined ? [] : [`--allow-write=${checkpoints.folder}`]),
      new URL("./worker.ts", import.meta.url).href,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await new Blob([JSON.stringify(request)]).stream().pipeTo(child.stdin);
  const { success, stdout, stderr } = await child.output();
  const attempt = begin(job);
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    if (line === "") continue;
    const said = JSON.parse(line);
    if ("notice" in said) notice?.(said.notice);
    else await attempt.append(said);
  }
  if (!success) {
    throw new JobError(
      `job "${job.name}" failed in its process: ${reasonOf(new TextDecoder().decode(stderr))}`,
    );
  }
  await attempt.commit(job.cells.length);
  await forget(job, { checkpoints });
  progress(job, 1);
}

/** What is stored needs no checkpoint. */
async function forget({ name }: Job, { checkpoints }: Pick<LaunchOptions, "checkpoints">): Promise<void> {
  if (checkpoints !== undefined) await removeCheckpoint(checkpoints.folder, name);
}

/** The line that says what went wrong: Deno's own, with which a stack begins, or the last. */
function reasonOf(stderr: string): string {
  const lines = stderr.trim().split("\n");
  const uncaught = lines.find((line) => line.startsWith("error: "));
  return (uncaught ?? lines.at(-1) ?? "").replace(/^error: (Uncaught \(in promise\) )?/, "") ||
    "no reason was printed";
}

/** What this process may do, as far as a job needs it; a grant of one library's path is not one of all. */
function childPermissions(blas: string): string[] {
  const libraries = (blas === "auto" ? blasCandidates() : [blas]).filter((path) =>
    Deno.permissions.querySync({ name: "ffi", path }).state === "granted"
  );
  return ["--allow-read", ...(libraries.length === 0 ? [] : [`--allow-ffi=${libraries.join(",")}`])];
}
