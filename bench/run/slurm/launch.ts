/**
 * `--launcher slurm`: a plan as a job array, from the script to its progress.
 * @module
 */
import { configurationHash } from "../../store/mod.ts";
import { duration } from "../describe_plan.ts";
import { listedJob } from "../list_plan.ts";
import type { Plan } from "../plan.ts";
import { arrayScript } from "./script.ts";
import { describeStatus, openParts, queuedTasks } from "./status.ts";
import { SCRIPT_FILE, submit } from "./submit.ts";
import { SlurmError, type SlurmOptions } from "./tools.ts";

/** What a plan needs to become an array. */
export interface SlurmLaunch extends SlurmOptions {
  readonly plan: Plan;
  /** Number of tasks. @default so many that none is planned longer than {@linkcode TASK_SECONDS} or the longest job */
  readonly shards?: number | undefined;
  /** Program and arguments that run the plan; `--shard i/n` is added. */
  readonly command: readonly string[];
  /** Absolute path of the folder where the command runs. */
  readonly directory: string;
  /** Absolute path of the results folder. */
  readonly results: string;
  /** Processes of a task, for jobs that are not timed. */
  readonly processes: number;
  /** Whether the results folder holds a job whole. */
  readonly isDone: (name: string) => boolean;
}

/** Planned length of a task where no number of tasks is given: starting one costs seconds, and queues like short ones. */
export const TASK_SECONDS = 3600;

/** The script for what is not done. @throws {RangeError} for a path that Slurm cannot take. */
export function planScript(launch: SlurmLaunch): string {
  const { plan, command, directory, results, processes } = launch;
  const only = openParts(parts(launch));
  return arrayScript({
    name: arrayName(launch),
    jobs: plan.jobs.map(listedJob),
    shards: shardCount(launch),
    ...(only.length > 0 && { only }),
    command,
    directory,
    results,
    processes,
    threads: plan.configuration.threads,
  });
}

/**
 * Submits what is not done.
 *
 * @returns one line: what was submitted, and how to look after it.
 * @throws {SlurmError} if tasks of the run are in the queue already, or Slurm is not there or says no.
 */
export async function submitPlan(launch: SlurmLaunch): Promise<string> {
  const open = openParts(parts(launch));
  if (open.length === 0) return `nothing is left to run; records in ${launch.results}`;
  const [queued] = await queuedTasks(arrayName(launch), launch);
  if (queued !== undefined) {
    throw new SlurmError(
      `this run has tasks in the queue as job ${queued.array}: wait for them (--status tells), or scancel ${queued.array}`,
    );
  }
  const id = await submit(planScript(launch), launch.results, launch);
  const seconds = launch.plan.jobs.filter(({ name }) => !launch.isDone(name)).reduce(
    (sum, job) => sum + job.seconds,
    0,
  );
  return `submitted job ${id}: ${open.length} of ${shardCount(launch)} tasks, ${
    duration(seconds)
  } of work; ` +
    `script in ${launch.results}/${SCRIPT_FILE}; the same command with --status shows its progress`;
}

/** Its progress. @throws {SlurmError} if Slurm is not there. */
export async function planStatus(launch: SlurmLaunch): Promise<string> {
  return describeStatus({ ...parts(launch), queue: await queuedTasks(arrayName(launch), launch) });
}

function parts(launch: SlurmLaunch) {
  const { plan, isDone } = launch;
  return {
    jobs: plan.jobs,
    shards: shardCount(launch),
    isDone: ({ name }: { name: string }) => isDone(name),
  };
}

function shardCount({ plan: { jobs }, shards }: SlurmLaunch): number {
  if (shards !== undefined) return shards;
  const longest = Math.max(TASK_SECONDS, ...jobs.map(({ seconds }) => seconds));
  return Math.max(1, Math.ceil(jobs.reduce((sum, { seconds }) => sum + seconds, 0) / longest));
}

/** One run in one folder: the name by which its tasks are found again. */
function arrayName({ plan, results }: SlurmLaunch): string {
  return `r2g2-${plan.run.slice(0, 12)}-${configurationHash({ results }).slice(0, 8)}`;
}
