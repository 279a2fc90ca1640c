/**
 * A plan for programs: `--plan --json`.
 * @module
 */
import { memoryMegabytes } from "./memory.ts";
import type { Plan } from "./plan.ts";

/** One object: whose run it is, and its jobs with all that a scheduler asks for. */
export function listPlan({ run, configuration, jobs }: Plan): string {
  const { name: suite, dataset, seed } = configuration;
  return JSON.stringify({ run, suite, dataset: dataset.name, seed, jobs: jobs.map(listedJob) }, null, 2);
}

/** A job as a scheduler sees it. */
export interface ListedJob {
  /** For `--job`. */
  readonly name: string;
  /** Planned duration on two cores. */
  readonly seconds: number;
  /** Memory that its process needs. */
  readonly memoryMegabytes: number;
  /** Whether a clock decides what is recorded: such jobs run alone. */
  readonly timed: boolean;
  /** Number of records. */
  readonly cells: number;
}

/** A job, listed. */
export function listedJob(job: Plan["jobs"][number]): ListedJob {
  const { name, seconds, timed, cells } = job;
  return { name, seconds, memoryMegabytes: memoryMegabytes(job), timed, cells: cells.length };
}
