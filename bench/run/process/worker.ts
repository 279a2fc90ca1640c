/**
 * A child process that runs jobs, one after another: requests on standard input, records on standard output.
 * @module
 */
import type { Ending } from "../../checkpoint/mod.ts";
import { errorLine } from "../../command_line.ts";
import { runKey } from "../../experiments/shared/cells.ts";
import { codeState } from "../../store/mod.ts";
import type { Job, JobContext } from "../../types.ts";
import { calibrate } from "../calibration.ts";
import { type Plan, planRun } from "../plan.ts";
import { activate, type Preparation, prepare } from "../prepare.ts";
import { runJob } from "../run_job.ts";
import type { JobRequest, Respond, WorkerReply } from "./messages.ts";
import { serve } from "./serve.ts";

/** A job, its plan, and what it is given. */
export interface Work {
  readonly job: Job;
  readonly plan: Pick<Plan, "run" | "configuration">;
  readonly context: Omit<JobContext, "progress">;
  /** @default the process ends when it likes */
  readonly ending?: Ending | undefined;
}

/**
 * @param loadedCode Id of the code that this process runs, read when it started.
 * @param ending The process's end.
 */
export function worker(loadedCode: Promise<string>, ending?: Ending): Respond {
  let dataset: JobContext["dataset"] | undefined;
  let preparation: Preparation | undefined;
  async function find({ request, job: name, code }: JobRequest): Promise<Work> {
    if (dataset === undefined) throw new Error("a worker was not prepared");
    if (await loadedCode !== code.id) {
      throw new CodeChanged("the code changed during the run: run it again, or undo the change");
    }
    const plan = planRun(request, dataset);
    const job = plan.jobs.find((each) => each.name === name);
    if (job === undefined) throw new Error(`no job ${name} in run ${plan.run}`);
    return { job, plan, context: { dataset, key: runKey(request.seed) }, ending };
  }
  return answering(async (request, write) => {
    if ("run" in request) return workOn(await find(request.run), request.run, write);
    if ("calibrate" in request) return write({ slowdown: await calibrate() });
    const notice = (notice: string) => void write({ notice });
    if ("products" in request) {
      if (preparation === undefined) throw new Error("a worker was not prepared");
      return write({ chosen: await activate({ ...preparation, products: request.products }, notice) });
    }
    preparation = request.prepare;
    const prepared = await prepare(preparation, notice);
    dataset = prepared.dataset;
    const { name, sha256, note } = dataset;
    const identity = { name, sha256, ...(note === undefined ? {} : { note }) };
    await write({ ready: { info: prepared.info, dataset: identity } });
  });
}

/** Errors become answers. */
export function answering(respond: Respond): Respond {
  return async (request, write) => {
    try {
      await respond(request, write);
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      await write({ failed: { name, line: errorLine(error) } });
    }
  };
}

/** Runs a job: its records and its progress, then its end. */
export async function workOn(
  { job, plan, context, ending }: Work,
  { environment, code, checkpoints }: Pick<JobRequest, "environment" | "code" | "checkpoints">,
  write: (reply: WorkerReply) => Promise<void>,
): Promise<void> {
  const options = {
    plan,
    environment,
    code,
    ...context,
    checkpoints,
    ending,
    notice: (notice: string) => void write({ notice }),
    progress: seldom((progress: number) => void write({ progress })),
  };
  for await (const record of runJob(job, options)) await write({ record });
  await write({ done: true });
}

const PROGRESS_MILLISECONDS = 500;

/** A job may tell its progress with every step; nobody looks that often. */
function seldom(tell: (share: number) => void): (share: number) => void {
  let next = 0;
  return (share) => {
    if (Date.now() < next) return;
    next = Date.now() + PROGRESS_MILLISECONDS;
    tell(share);
  };
}

/** The disk no longer holds what this process runs. */
class CodeChanged extends Error {
  override readonly name = "CodeChanged";
}

if (import.meta.main) await serve((ending) => worker(codeState().then(({ id }) => id), ending));
