/**
 * What the conductor and its workers say to each other: JSON, one message a line.
 * @module
 */
import type { BackendInfo, ProductChoice } from "../../../estimators/mod.ts";
import type { BenchRecord, CodeMark } from "../../store/mod.ts";
import type { PlanDataset, RunRequest } from "../plan.ts";
import type { Preparation } from "../prepare.ts";
import type { CheckpointSettings } from "../run_job.ts";

/** A job to run, of the plan that the request means. */
export interface JobRequest {
  readonly request: RunRequest;
  /** Name of the job. */
  readonly job: string;
  /** Id of the described environment. */
  readonly environment: string;
  /** The conductor's code, which must be the worker's. */
  readonly code: CodeMark;
  /** Where the job is kept, which the worker may write to. @default nowhere */
  readonly checkpoints?: CheckpointSettings | undefined;
}

/** What a worker is asked for, one request after another; the first one prepares it. */
export type WorkerRequest =
  | { readonly prepare: Preparation }
  | { readonly calibrate: true }
  | { readonly products: ProductChoice | "measure" }
  | { readonly run: JobRequest };

/** What a worker has to run jobs with. */
export interface Prepared {
  readonly info: BackendInfo;
  readonly dataset: PlanDataset;
}

/** What went wrong, in one line. */
export interface Failure {
  /** Name of the error's class. */
  readonly name: string;
  readonly line: string;
}

/** What a worker answers: any number of notices, records and shares of progress, then one of the others. */
export type WorkerReply =
  | { readonly notice: string }
  | { readonly record: BenchRecord }
  | { readonly progress: number }
  | { readonly ready: Prepared }
  | { readonly slowdown: number }
  | { readonly chosen: BackendInfo }
  | { readonly done: true }
  | { readonly failed: Failure };

/** A worker without its streams: answers a request; what goes wrong is an answer too. */
export type Respond = (
  request: WorkerRequest,
  write: (reply: WorkerReply) => Promise<void>,
) => Promise<void>;
