/**
 * A plan's progress: the results folder says what is done, Slurm only where the rest is.
 * @module
 */
import { duration } from "../describe_plan.ts";
import { divide, type PlannedJob } from "../shards.ts";
import { slurm, type SlurmOptions } from "./tools.ts";

/** A task that is queued or running. */
export interface QueuedTask {
  /** Id of its array. */
  readonly array: string;
  /** The part of the plan that it runs, from 1. */
  readonly part: number;
  /** Slurm's word for its state, e.g. `PENDING`. */
  readonly state: string;
  /** Node where it runs, or in parentheses why it waits. */
  readonly where: string;
}

/** What {@linkcode describeStatus} tells of. */
export interface StatusFacts {
  /** All jobs of the plan. */
  readonly jobs: readonly PlannedJob[];
  /** Number of parts. */
  readonly shards: number;
  /** Whether the results folder holds a job whole. */
  readonly isDone: (job: PlannedJob) => boolean;
  /** What {@linkcode queuedTasks} found. */
  readonly queue: readonly QueuedTask[];
}

/**
 * Tasks of an array's name that are queued or running; Slurm lists no others unless it is asked to.
 *
 * @throws {SlurmError} in one line, if Slurm is not there.
 *
 * Permissions: run on squeue.
 */
export async function queuedTasks(name: string, options: SlurmOptions = {}): Promise<QueuedTask[]> {
  // The reason stands last: it alone may hold the separator.
  const args = ["--me", "--array", "--noheader", `--name=${name}`, "--format=%F|%K|%T|%R"];
  const said = await slurm("squeue", args, options);
  return said.split("\n").filter((line) => line !== "").map((line) => {
    const [array = "", part, state = "", ...where] = line.split("|");
    return { array, part: Number(part), state, where: where.join("|") };
  });
}

/** Parts of a plan of which a job is not done, from 1. */
export function openParts({ jobs, shards, isDone }: Omit<StatusFacts, "queue">): number[] {
  return divide(jobs, shards).flatMap((part, i) => part.every(isDone) ? [] : [i + 1]);
}

/** A line for each part, and one that says how to continue. */
export function describeStatus({ jobs, shards, isDone, queue }: StatusFacts): string {
  const open = openParts({ jobs, shards, isDone });
  const lines = divide(jobs, shards).map((part, i) => {
    const left = part.filter((job) => !isDone(job)).reduce((sum, { seconds }) => sum + seconds, 0);
    const tasks = queue.filter((task) => task.part === i + 1).map(describeTask).join(", ");
    const done = `${part.filter(isDone).length} of ${part.length} jobs done`;
    const rest = open.includes(i + 1) ? `${duration(left)} left` : "";
    return `${`${i + 1}/${shards}`.padEnd(9)} ${done.padEnd(20)} ${rest.padEnd(14)} ${tasks}`.trimEnd();
  });
  const lost = open.filter((part) => !queue.some((task) => task.part === part));
  const next = lost.length === 0
    ? open.length === 0 ? "nothing is left to run" : "what is missing is queued or running"
    : `parts ${lost.join(", ")} are neither done nor in the queue: submit again`;
  return [...lines, `${jobs.filter(isDone).length} of ${jobs.length} jobs are done; ${next}`].join("\n");
}

function describeTask({ array, part, state, where }: QueuedTask): string {
  return `${state.toLowerCase()} ${where} as ${array}_${part}`;
}
