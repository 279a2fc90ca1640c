/**
 * A child process that runs one job: the request on standard input, records on standard output.
 * @module
 */
import { runKey } from "../experiments/shared/cells.ts";
import { planRun } from "./plan.ts";
import { runJob } from "./run_job.ts";
import { type Preparation, prepare } from "./prepare.ts";

/** What the parent writes to a worker. */
export interface WorkerRequest extends Preparation {
  /** Name of the job. */
  readonly job: string;
  readonly environment: string;
}

if (import.meta.main) {
  const request: WorkerRequest = await new Response(Deno.stdin.readable).json();
  const { dataset } = await prepare(request);
  const plan = planRun(request.request, dataset);
  const job = plan.jobs.find(({ name }) => name === request.job);
  if (job === undefined) throw new Error(`worker: no job ${request.job} in run ${plan.run}`);
  const context = { dataset, key: runKey(request.request.seed), progress: () => {} };
  const encoder = new TextEncoder();
  const writer = Deno.stdout.writable.getWriter();
  for await (const record of runJob(job, { plan, environment: request.environment, ...context })) {
    await writer.write(encoder.encode(JSON.stringify(record) + "\n"));
  }
}
