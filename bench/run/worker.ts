/**
 * A child process that runs one job: the request on standard input, records on standard output.
 * @module
 */
import { runKey } from "../experiments/shared/cells.ts";
import { planRun } from "./plan.ts";
import { type CheckpointSettings, runJob } from "./run_job.ts";
import { type Preparation, prepare } from "./prepare.ts";
import { type CodeMark, codeState } from "../store/mod.ts";

/** What the parent writes to a worker. */
export interface WorkerRequest extends Preparation {
  /** Name of the job. */
  readonly job: string;
  readonly environment: string;
  /** The parent's code, which must be this process's. */
  readonly code: CodeMark;
  /** Where the job is kept, which the process may write to. @default nowhere */
  readonly checkpoints?: CheckpointSettings | undefined;
}

if (import.meta.main) {
  const request: WorkerRequest = await new Response(Deno.stdin.readable).json();
  if ((await codeState()).id !== request.code.id) {
    throw new Error("the code changed during the run: run it again, or undo the change");
  }
  const { dataset } = await prepare(request);
  const plan = planRun(request.request, dataset);
  const job = plan.jobs.find(({ name }) => name === request.job);
  if (job === undefined) throw new Error(`worker: no job ${request.job} in run ${plan.run}`);
  const encoder = new TextEncoder();
  const writer = Deno.stdout.writable.getWriter();
  const write = (said: object) => writer.write(encoder.encode(JSON.stringify(said) + "\n"));
  const records = runJob(job, {
    plan,
    environment: request.environment,
    code: request.code,
    dataset,
    key: runKey(request.request.seed),
    progress: () => {},
    checkpoints: request.checkpoints,
    notice: (notice) => void write({ notice }),
  });
  for await (const record of records) await write(record);
}
