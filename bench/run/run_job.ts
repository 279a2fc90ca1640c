/**
 * One job, start to finish: results in, validated records out.
 * @module
 */
import { DatasetMismatch, DivergedError } from "../../models/mod.ts";
import { cellId, type Plan } from "./plan.ts";
import type { BenchRecord } from "../store/mod.ts";
import { SCHEMA_VERSION } from "../store/mod.ts";
import type { Cell, CellResult, Job, JobContext } from "../types.ts";

/** Settings of {@linkcode runJob}. */
export interface RunJobOptions extends JobContext {
  /** Identity and settings of the run. */
  readonly plan: Pick<Plan, "run" | "configuration">;
  /** Id of the described environment. */
  readonly environment: string;
}

/** Records of a job in the order in which they become known; cells that a failure left out are failed, those of a model that does not take the data set skipped. */
export async function* runJob(job: Job, options: RunJobOptions): AsyncGenerator<BenchRecord> {
  const { plan, environment, ...context } = options;
  const missing = new Map(job.cells.map((cell) => [cellId(plan, cell), cell]));
  const record = (result: CellResult): BenchRecord => {
    const id = cellId(plan, result.cell);
    missing.delete(id);
    return toRecord(result, { id, plan, environment });
  };
  try {
    for await (const result of job.run(context)) yield record(result);
  } catch (error) {
    if (!isFinding(error)) throw error;
    const status = error instanceof DatasetMismatch ? "skipped" : "failed";
    for (const cell of [...missing.values()]) {
      yield record({ cell, status, reason: (error as Error).message });
    }
  }
}

/** A diverged run or an unsupported site is a result; anything else is a fault of the program. */
function isFinding(error: unknown): boolean {
  return error instanceof DivergedError || error instanceof RangeError;
}

function toRecord(
  { cell, status = "done", reason, metrics = [], timings = [] }: CellResult,
  { id, plan, environment }: { id: string; plan: RunJobOptions["plan"]; environment: string },
): BenchRecord {
  return {
    schema: SCHEMA_VERSION,
    id,
    run: plan.run,
    ...cellFields(cell),
    dataset: plan.configuration.dataset,
    status,
    ...(reason === undefined ? {} : { reason }),
    metrics: [...metrics],
    timings: [...timings],
    environment,
  };
}

function cellFields({ experiment, model, estimator, options, seed }: Cell): Cell {
  return { experiment, model, estimator, options, seed };
}
