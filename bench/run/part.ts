/**
 * A part of a plan, under the plan's run id: one job, or the i-th of n shards.
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
  /** `i/n` */
  readonly shard?: string | undefined;
}

/** The plan with the jobs that were named, and the part's name in the store; the plan itself has none. */
export interface PlanPart {
  readonly plan: Plan;
  readonly part?: string;
}

/** @throws {RangeError} in one line, for a job that the plan does not have, or what is not a shard. */
export function partOf(plan: Plan, { job, shard }: PartRequest): PlanPart {
  if (job !== undefined && shard !== undefined) {
    throw new RangeError("--job and --shard name different parts; give one of them");
  }
  if (job !== undefined) {
    return {
      plan: { ...plan, jobs: jobsNamed(plan, job) },
      part: `job-${configurationHash({ job }).slice(0, 12)}`,
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
