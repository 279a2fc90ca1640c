/**
 * What a run was to do, and how much of it a folder holds.
 * @module
 */
import * as v from "valibot";
import { configurationHash } from "./canonical.ts";
import type { BenchRecord } from "./record/record.ts";

/** A job as `run.json` keeps it. */
export interface PlannedJob {
  /** Unique in the plan. */
  readonly name: string;
  /** The experiment of its cells. */
  readonly experiment: string;
  /** Planned duration on two cores. */
  readonly seconds: number;
  /** Whether a clock decides what is recorded. */
  readonly timed: boolean;
  /** Number of its cells. */
  readonly cells: number;
  /** Hash of the ids of its cells, as {@linkcode cellsHash} makes it. */
  readonly ids: string;
}

/** Schema of {@linkcode PlannedJob}. */
export const PlannedJobSchema: v.GenericSchema<PlannedJob> = v.object({
  name: v.string(),
  experiment: v.string(),
  seconds: v.number(),
  timed: v.boolean(),
  cells: v.pipe(v.number(), v.integer()),
  ids: v.string(),
});

/** How much of an experiment's plan is done. */
export interface Completeness {
  /** Name of the experiment. */
  readonly experiment: string;
  /** Cells of the plan. */
  readonly planned: number;
  /** Cells of jobs that are done, however they ended. */
  readonly present: number;
  /** Jobs that are not done. */
  readonly missing: readonly Pick<PlannedJob, "name" | "cells">[];
}

/** One hash for a job's cells, whatever their order. */
export function cellsHash(ids: readonly string[]): string {
  return configurationHash([...ids].sort()).slice(0, 16);
}

/**
 * Compares a plan with what counts of its records.
 *
 * @param records Of one run; a job is done where one attempt gave exactly its cells.
 * @returns experiments in the order of the plan.
 */
export function completeness(
  planned: readonly PlannedJob[],
  records: readonly BenchRecord[],
): Completeness[] {
  const done = new Set(
    [...Map.groupBy(records, ({ attempt }) => attempt).values()].map((own) =>
      cellsHash(own.map(({ id }) => id))
    ),
  );
  return [...Map.groupBy(planned, ({ experiment }) => experiment)].map(([experiment, jobs]) => {
    const missing = jobs.filter(({ ids }) => !done.has(ids));
    const [all, left] = [jobs, missing].map((own) => own.reduce((sum, { cells }) => sum + cells, 0));
    return {
      experiment,
      planned: all!,
      present: all! - left!,
      missing: missing.map(({ name, cells }) => ({ name, cells })),
    };
  });
}
