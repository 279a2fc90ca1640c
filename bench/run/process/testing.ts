/**
 * Workers for tests: in this process, or in one that misbehaves as its jobs' names say.
 * @module
 */
import type { Ending } from "../../checkpoint/mod.ts";
import { runKey } from "../../experiments/shared/cells.ts";
import type { Cell, Job, JobContext } from "../../types.ts";
import type { Plan } from "../plan.ts";
import type { Child, Ended } from "./child.ts";
import type { Prepared, Respond, WorkerRequest } from "./messages.ts";
import { answering, workOn } from "./worker.ts";
import { WorkerClient } from "./worker_client.ts";

/** A worker that is no process of its own. */
export function inProcess(respond: Respond): Child {
  const ended = Promise.withResolvers<Ended>();
  let queue: ReadableStreamDefaultController<string>;
  const lines = new ReadableStream<string>({ start: (controller) => void (queue = controller) });
  let last = Promise.resolve();
  let open = true;
  return {
    send(line) {
      const request: WorkerRequest = JSON.parse(line);
      last = last.then(() =>
        respond(request, async (reply) => {
          await Promise.resolve();
          if (open) queue.enqueue(JSON.stringify(reply));
        })
      );
    },
    lines,
    ended: ended.promise,
    stop() {
      if (open) queue.close();
      open = false;
      ended.resolve({ code: 1, signal: "SIGKILL", reason: "" });
    },
  };
}

/** What a test's jobs need. */
export interface TestWork {
  readonly plan: Pick<Plan, "run" | "configuration">;
  readonly dataset: JobContext["dataset"];
  readonly jobOf: (name: string) => Job;
  /** @default the process ends when it likes */
  readonly ending?: Ending | undefined;
}

/** A worker that runs jobs of a test instead of the plan's. */
export function workerOf({ plan, dataset, jobOf, ending }: TestWork): Respond {
  return answering(async (request, write) => {
    if ("run" in request) {
      const work = { job: jobOf(request.run.job), plan, context: { dataset, key: runKey(0) }, ending };
      return await workOn(work, request.run, write);
    }
    const prepared = { info: { name: "none" }, dataset } as unknown as Prepared;
    return await write({ ready: prepared });
  });
}

/** Starts such a worker, not as a process of its own. */
export async function startHere(work: TestWork): Promise<WorkerClient> {
  const processes = { worker: () => inProcess(workerOf(work)) };
  return (await WorkerClient.start(processes, { preparation: {} as never })).client;
}

/** A job of `testing_worker.ts`, where its name says what it does. */
export function misbehaving(name: string): Job {
  const cells = ["rt", "r2g2"].map((estimator): Cell => ({
    experiment: "cost",
    model: "vae1",
    estimator,
    options: { job: name },
    seed: 0,
  }));
  return {
    name,
    cells,
    timed: name.startsWith("timed"),
    fresh: name.startsWith("fresh"),
    seconds: 1,
    run: async function* () {},
  };
}
