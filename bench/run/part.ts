/**
 * A part of a plan, under the plan's run id: one job, the jobs of some experiments, or the i-th of n
 * shards.
 * @module
 */
import { didYouMean } from "../../estimators/did_you_mean.ts";
import { configurationHash } from "../store/mod.ts";
import type { Plan } from "./plan.ts";
import { parseShard, shardOf } from "./shards.ts";

/** What a command line names; at most one of them. */
export interface PartRequest {
  /** Name of a job, as the plan has it. */
  readonly job?: string | undefined;
  /** Names of experiments that the plan has. */
  readonly only?: readonly string[] | undefined;
  /** `i/n` */
  readonly shard?: string | undefined;
}

/** The plan with the jobs that were named, and the part's name in the store; the plan itself has none. */
export interface PlanPart {
  readonly plan: Plan;
  readonly part?: string;
}

/** @throws {RangeError} in one line, for a job that the plan does not have, or what is not a shard. */
export function partOf(plan: Plan, { job, only, shard }: PartRequest): PlanPart {
  if ([job, only, shard].filter((named) => named !== undefined).length > 1) {
    throw new RangeError("--job, --only and --shard name different parts; give one of them");
  }
  if (job !== undefined) {
    return {
      plan: { ...plan, jobs: jobsNamed(plan, job) },
      part: `job-${configurationHash({ job }).slice(0, 12)}`,
    };
  }
  if (only !== undefined) {
    return {
      plan: { ...plan, jobs: jobsOf(plan, only) },
      part: `only-${configurationHash({ only: [...only].sort() }).slice(0, 12)}`,
    };
  }
  if (shard === undefined) return { plan };
  const { index, count } = parseShard(shard);
  return { plan: { ...plan, jobs: shardOf(plan.jobs, { index, count }) }, part: `${index}-of-${count}` };
}

function jobsNamed({ jobs }: Plan, wanted: string): Plan["jobs"] {
  const found = jobs.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  const names = jobs.map(({ name }) => name);
  throw new RangeError(
    `--job is ${JSON.stringify(wanted)}; wanted one of the plan's ${names.length} jobs, which --plan lists${
      didYouMean(wanted, names)
    }`,
  );
}

/** In the order of the plan. */
function jobsOf({ jobs }: Plan, wanted: readonly string[]): Plan["jobs"] {
  const experimentOf = ({ cells }: Plan["jobs"][number]) => cells[0]!.experiment; // all cells of a job are of one
  const names = [...new Set(jobs.map(experimentOf))];
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `--only has ${JSON.stringify(unknown)}; wanted the plan's experiments: ${names.join(", ")}${
        didYouMean(unknown, names)
      }`,
    );
  }
  return jobs.filter((job) => wanted.includes(experimentOf(job)));
}
