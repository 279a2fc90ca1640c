/**
 * One job, start to finish: results in, validated records out.
 * @module
 */
import { UnsupportedError } from "../../estimators/mod.ts";
import { DivergedError } from "../../models/mod.ts";
import { type Ending, openCheckpoints } from "../checkpoint/mod.ts";
import { nonFinite } from "./non_finite.ts";
import { cellId, type Plan } from "./plan.ts";
import type { BenchRecord, CodeMark, RecordStatus } from "../store/mod.ts";
import { SCHEMA_VERSION } from "../store/mod.ts";
import type { Cell, CellResult, Job, JobContext } from "../types.ts";

/** Where jobs are kept for the process that resumes them; plain data, which a worker is told too. */
export interface CheckpointSettings {
  /** Folder of the run's checkpoints. */
  readonly folder: string;
  /** Names what rounds the numbers: backend, matrix product, kind of processor. */
  readonly arithmetic: string;
  /** Milliseconds between two writes. @default 60000 */
  readonly every?: number;
}

/** Settings of {@linkcode runJob}. */
export interface RunJobOptions extends Omit<JobContext, "checkpoints"> {
  /** Identity and settings of the run. */
  readonly plan: Pick<Plan, "run" | "configuration">;
  /** Id of the described environment. */
  readonly environment: string;
  /** The code that runs. */
  readonly code: CodeMark;
  /** @default none: a job that is cut off starts over */
  readonly checkpoints?: CheckpointSettings | undefined;
  /** What is kept before the process ends. @default it ends when it likes */
  readonly ending?: Ending | undefined;
  /** Receives one line for a checkpoint that is not taken up. */
  readonly notice?: ((line: string) => void) | undefined;
}

/**
 * Records of a job in the order in which they become known. What ends a job early is recorded for the cells that it
 * left out, if it is a finding. A job that an earlier process left is resumed where it was kept: one that a clock decides
 * in the same environment alone, any other wherever numbers are rounded alike.
 *
 * @throws what is no finding: a fault of the program.
 */
export async function* runJob(job: Job, options: RunJobOptions): AsyncGenerator<BenchRecord> {
  const { plan, environment, code, checkpoints: settings, ending, notice, ...context } = options;
  const missing = new Map(job.cells.map((cell) => [cellId(plan, cell), cell]));
  const record = (result: CellResult): BenchRecord => {
    const id = cellId(plan, result.cell);
    missing.delete(id);
    return toRecord(result, { id, plan, environment, code });
  };
  try {
    const checkpoints = settings && await openCheckpoints(settings.folder, {
      owner: {
        job: job.name,
        run: plan.run,
        code: code.id,
        machine: job.timed ? environment : settings.arithmetic,
      },
      every: settings.every,
      ending,
      notice,
    });
    for await (const result of job.run({ ...context, checkpoints })) yield record(storable(result));
  } catch (error) {
    const status = findingOf(error);
    if (status === undefined) throw error;
    for (const cell of [...missing.values()]) {
      yield record({ cell, status, reason: (error as Error).message });
    }
  }
}

/** A diverged run or an unsupported combination is a result. */
function findingOf(error: unknown): RecordStatus | undefined {
  if (error instanceof DivergedError) return "diverged";
  return error instanceof UnsupportedError ? "skipped" : undefined;
}

/** A result whose metrics a record can hold; what cannot be stored has failed, and the other cells go on. */
function storable(result: CellResult): CellResult {
  const { cell, status, reason } = result;
  const wrong = nonFinite([...result.metrics ?? [], ...result.timings ?? []]);
  if (wrong === undefined) return result;
  return status === "diverged" && reason !== undefined
    ? { cell, status, reason }
    : { cell, status: "failed", reason: wrong };
}

/** A cell's result as a record. */
export function toRecord(
  { cell, status = "done", reason, metrics = [], timings = [] }: CellResult,
  { id, plan, environment, code: { id: code, dirty } }:
    & Pick<RunJobOptions, "plan" | "environment" | "code">
    & { readonly id: string },
): BenchRecord {
  return {
    schema: SCHEMA_VERSION,
    id,
    run: plan.run,
    code: { id: code, ...(dirty === undefined ? {} : { dirty }) },
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
