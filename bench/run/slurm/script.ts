/**
 * A plan as a Slurm job array: each task runs one part of the plan, many jobs of about the same duration in all.
 *
 * The script holds everything that it needs and can be kept, read and submitted again: what is done is in the
 * results folder, so that a task runs what is missing, whether it was requeued, ran out of time or was never started.
 * A task that runs out of time requeues itself.
 * @module
 */
import { duration } from "../describe_plan.ts";
import { divide, type PlannedJob } from "../shards.ts";
import { directiveValue, filePattern, shellWord } from "./quote.ts";

/** What a script needs to know of a job. */
export interface ArrayJob extends PlannedJob {
  /** Memory that it needs, in megabytes. */
  readonly memoryMegabytes: number;
  /** Whether a clock decides what is recorded. */
  readonly timed: boolean;
}

/** Settings of {@linkcode arrayScript}. */
export interface ArrayOptions {
  /** Name of the array in Slurm's queue. */
  readonly name: string;
  /** All jobs of the plan. */
  readonly jobs: readonly ArrayJob[];
  /** Number of parts, each a task. */
  readonly shards: number;
  /** Parts to run, from 1. @default all that have a job */
  readonly only?: readonly number[];
  /** Program and arguments that run the plan; `--shard i/n` is added. */
  readonly command: readonly string[];
  /** Absolute path of the folder where the command runs. */
  readonly directory: string;
  /** Absolute path of the results folder, where the tasks' output goes; it must exist. */
  readonly results: string;
  /** Processes that a task runs at a time, for jobs that are not timed. @default 1 */
  readonly processes?: number;
  /** Threads of each process. @default 1 */
  readonly threads?: number;
  /** Times as long as planned that a task may take. @default 3 */
  readonly walltimeFactor?: number;
}

/** Time to start, in seconds, and to stop: Slurm's signal comes 90 s before the end and may come 60 s earlier. */
const MARGIN = 300;
/** Times that a task goes back to the queue by itself: more often it does not get on in the time that it has. */
const MOST_RESTARTS = 10;
/** Memory of the process that plans and stores, in megabytes. */
const LAUNCHER_MEGABYTES = 512;

/**
 * The script. `--signal=B:TERM@90` reaches the batch shell alone, which hands it to the command, waits until that has
 * stored what it can, and puts the task back into the queue.
 *
 * @throws {RangeError} for a path that Slurm cannot take, and a part that does not exist.
 *
 * @example
 * ```ts
 * import { arrayScript } from "./script.ts";
 * import assert from "node:assert/strict";
 * const script = arrayScript({
 *   name: "example",
 *   jobs: [{ name: "cost mlp", seconds: 60, memoryMegabytes: 500, timed: true }],
 *   shards: 1,
 *   command: ["deno", "task", "bench"],
 *   directory: "/home/me/bench",
 *   results: "/home/me/results",
 * });
 * assert.match(script, /^deno task bench --shard "\$SLURM_ARRAY_TASK_ID\/1" &$/m);
 * ```
 */
export function arrayScript(options: ArrayOptions): string {
  const { name, jobs, shards, command, directory, results, processes = 1, threads = 1 } = options;
  const parts = divide(jobs, shards).map((part, i) => ({ index: i + 1, jobs: part }));
  const chosen = parts.filter(({ index, jobs }) => options.only?.includes(index) ?? jobs.length > 0);
  if (chosen.length === 0) throw new RangeError(`parts ${options.only}: none of them is among the ${shards}`);
  const longest = Math.max(...chosen.map((part) => seconds(part.jobs)));
  const memory = Math.max(...chosen.map((part) => megabytes(part.jobs, processes)));
  const timed = chosen.some((part) => part.jobs.some((job) => job.timed));
  return `#!/bin/sh
# What is done is in the results folder: submit this script again for what is not.
#SBATCH --job-name=${directiveValue(name)}
#SBATCH --array=${ranges(chosen.map(({ index }) => index))}
#SBATCH --requeue
#SBATCH --signal=B:TERM@90
#SBATCH --time=${walltime(longest * (options.walltimeFactor ?? 3) + MARGIN)}
#SBATCH --mem=${memory}M
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=${processes * threads}
${timed ? "#SBATCH --exclusive\n" : ""}#SBATCH --output=${filePattern(results, "slurm-%A_%a.log")}
#SBATCH --open-mode=append
${chosen.map(summary).join("\n")}
cd -- ${shellWord(directory)} || exit 1
# Of the last task of an array SLURM_JOB_ID is the array's.
id="\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
task=
told=
stopped=
end() {
  told=yes
  [ -z "$task" ] || kill -s TERM "$task" 2>/dev/null
  # A task that its user cancels is told to end too, but does not count as running.
  stopped=$(squeue --noheader --jobs="$id" --format=%T)
}
trap end TERM
${command.map(shellWord).join(" ")} --shard "$SLURM_ARRAY_TASK_ID/${shards}" &
task=$!
[ -z "$told" ] || kill -s TERM "$task" 2>/dev/null
wait "$task"
code=$?
while kill -s 0 "$task" 2>/dev/null; do wait "$task"; code=$?; done
if [ "$stopped" = RUNNING ] && [ "$code" -ne 0 ]; then
  if [ "\${SLURM_RESTART_COUNT:-0}" -lt ${MOST_RESTARTS} ] && scontrol requeue "$id"; then
    echo "task $SLURM_ARRAY_TASK_ID was stopped before it was done; it is in the queue again, and resumes"
  else
    echo "task $SLURM_ARRAY_TASK_ID was stopped before it was done; give the command again that submitted it"
  fi
fi
exit "$code"
`;
}

/** Whole minutes, rounded up, as Slurm reads them: `[days-]hours:minutes:seconds`. */
function walltime(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  const days = Math.floor(minutes / 1440);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${days > 0 ? `${days}-` : ""}${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}:00`;
}

/** `1-3,7` of 1, 2, 3 and 7: a list of a thousand tasks is a short line. */
function ranges(indices: readonly number[]): string {
  const groups: [first: number, last: number][] = [];
  for (const index of indices) {
    const group = groups.at(-1);
    if (group !== undefined && index === group[1] + 1) group[1] = index;
    else groups.push([index, index]);
  }
  return groups.map(([first, last]) => first === last ? `${first}` : `${first}-${last}`).join(",");
}

function summary({ index, jobs }: { readonly index: number; readonly jobs: readonly ArrayJob[] }): string {
  return `# task ${index}: ${jobs.length} jobs, about ${duration(seconds(jobs))}`;
}

function seconds(jobs: readonly PlannedJob[]): number {
  return jobs.reduce((sum, job) => sum + job.seconds, 0);
}

/** The largest jobs at a time; timed jobs run alone, which needs less. */
function megabytes(jobs: readonly ArrayJob[], processes: number): number {
  const largest = jobs.map((job) => job.memoryMegabytes).sort((a, b) => b - a).slice(0, processes);
  return LAUNCHER_MEGABYTES + Math.ceil(largest.reduce((sum, each) => sum + each, 0));
}
