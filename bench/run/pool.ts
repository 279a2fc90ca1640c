/**
 * Jobs in worker processes: those that a clock decides alone, one after another; the others as many at a time as
 * asked for. A job that wants a fresh process gets a new worker. A worker that dies takes nobody with it: its job is
 * tried again in a new one, and at last has failed.
 * @module
 */
import { removeCheckpoint } from "../checkpoint/mod.ts";
import type { BenchRecord, CodeMark } from "../store/mod.ts";
import type { Job } from "../types.ts";
import { cellId, type Plan, type RunRequest } from "./plan.ts";
import { type WorkerClient, WorkerDied, WorkerFailed } from "./process/worker_client.ts";
import { type CheckpointSettings, toRecord } from "./run_job.ts";

/** Takes the records of one attempt at a job. */
export interface RecordSink {
  append(record: BenchRecord): Promise<void>;
  /** Ends the attempt, which has this number of records. */
  commit(cells: number): Promise<void>;
}

/** Settings of {@linkcode runJobs}. */
export interface PoolOptions {
  readonly plan: Pick<Plan, "run" | "configuration">;
  readonly request: RunRequest;
  readonly environment: string;
  readonly code: CodeMark;
  /** @default none: a job that is cut off starts over */
  readonly checkpoints?: CheckpointSettings | undefined;
  /** Workers at a time. */
  readonly jobs: number;
  /** A worker that is prepared already. */
  readonly first?: WorkerClient | undefined;
  /** Starts and prepares one more. */
  readonly start: () => Promise<WorkerClient>;
  /** Seconds that a job may take. */
  readonly limit: (job: Job) => number;
  /** Share of a job that is done. */
  readonly progress: (job: Job, share: number) => void;
  /** Receives one line for each thing that is done without. */
  readonly notice: (line: string) => void;
  /** Begins an attempt at a job. */
  readonly begin: (job: Job) => RecordSink;
}

/** A job that could not be run. */
export interface FailedJob {
  readonly job: Job;
  readonly reason: string;
}

/** Attempts at a job whose worker dies: what killed it may pass. */
const ATTEMPTS = 3;

/** One of the workers at a time, and its successors. */
interface Slot {
  client?: WorkerClient | undefined;
}

/** Runs all jobs; resolves to those that failed. @throws what a store throws: then no job goes on. */
export async function runJobs(jobs: readonly Job[], options: PoolOptions): Promise<readonly FailedJob[]> {
  const failed: FailedJob[] = [];
  const slots: readonly Slot[] = Array.from(
    { length: options.jobs },
    (_, i) => i === 0 ? { client: options.first } : {},
  );
  const runIn = async (queue: Job[], slot: Slot): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const reason = await runJob(job, slot, options);
      if (reason !== undefined) failed.push({ job, reason });
    }
  };
  try {
    const apart = options.jobs > 1 ? jobs.filter(({ timed }) => !timed) : [];
    await Promise.all(slots.slice(0, Math.max(1, apart.length)).map((slot) => runIn(apart, slot)));
    await Promise.all(slots.slice(1).map(stop)); // what is timed has the machine for itself
    await runIn(jobs.filter((job) => options.jobs === 1 || job.timed), slots[0]!);
    return failed;
  } finally {
    await Promise.all(slots.map(stop));
  }
}

async function stop(slot: Slot): Promise<void> {
  const { client } = slot;
  slot.client = undefined;
  await client?.stop();
}

/** Runs one job; resolves to why it failed, if it did. */
async function runJob(job: Job, slot: Slot, options: PoolOptions): Promise<string | undefined> {
  const reasons: string[] = [];
  if (job.fresh) await stop(slot);
  for (;;) {
    const sink = options.begin(job);
    const missing = new Map(job.cells.map((cell) => [cellId(options.plan, cell), cell]));
    try {
      await attempt(job, { slot, sink, missing }, options);
      return undefined;
    } catch (error) {
      await stop(slot); // its memory may hold what a fault left
      if (error instanceof WorkerFailed) return error.message;
      if (!(error instanceof WorkerDied)) throw error;
      reasons.push(error.message);
      if (reasons.length < ATTEMPTS) continue;
      const reason = `${reasons.at(-1)} (${ATTEMPTS} attempts)`;
      for (const [id, cell] of missing) {
        await sink.append(toRecord({ cell, status: "failed", reason }, { ...options, id }));
      }
      await sink.commit(job.cells.length);
      return reason;
    }
  }
}

async function attempt(
  job: Job,
  { slot, sink, missing }: {
    readonly slot: Slot;
    readonly sink: RecordSink;
    readonly missing: Map<string, unknown>;
  },
  { request, environment, code, checkpoints, progress, notice, start, limit }: PoolOptions,
): Promise<void> {
  progress(job, 0);
  const client = slot.client ??= await start();
  const seconds = limit(job);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void client.stop();
  }, Math.min(1000 * seconds, LONGEST_TIMER));
  try {
    for await (
      const reply of client.ask({ run: { request, job: job.name, environment, code, checkpoints } })
    ) {
      if ("progress" in reply) progress(job, reply.progress);
      if ("notice" in reply) notice(reply.notice);
      if (!("record" in reply)) continue;
      await sink.append(reply.record);
      missing.delete(reply.record.id);
    }
  } catch (error) {
    throw late && error instanceof WorkerDied
      ? new WorkerDied(`stopped after ${Math.round(seconds)} s, planned were ${Math.round(job.seconds)}`)
      : error;
  } finally {
    clearTimeout(timer);
  }
  await sink.commit(job.cells.length);
  if (checkpoints !== undefined) await removeCheckpoint(checkpoints.folder, job.name); // what is stored needs none
  progress(job, 1);
}

/** A longer one would end at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Times as long as planned that a job may take, and what every job may take in seconds. */
const [FACTOR, LEAST] = [10, 600];

/** Seconds after which a job is taken to hang. */
export function timeLimit({ seconds }: Pick<Job, "seconds">): number {
  return Math.max(LEAST, FACTOR * seconds);
}
