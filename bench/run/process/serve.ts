/**
 * The streams of a worker, and its end.
 * @module
 */
import process from "node:process";
import type { Ending } from "../../checkpoint/mod.ts";
import type { Respond, WorkerReply, WorkerRequest } from "./messages.ts";

/** What the guard of a worker's standard input is told. */
export interface GuardSettings {
  /** One element: not zero once the process is to end. */
  readonly asked: Int32Array<SharedArrayBuffer>;
  /** The most memory that the process may have. */
  readonly megabytes: number;
}

/**
 * Answers requests in their order for as long as standard input is open. The first argument of the process is the
 * most memory that it may have, in megabytes, if there is a limit.
 *
 * The keyboard's signals reach all processes of a terminal: they are left to the launcher, which ends this one. A
 * process that is to end has a second to keep what it has; the guard then kills it, whatever it does.
 */
export async function serve(make: (ending: Ending) => Respond): Promise<never> {
  for (const signal of ["SIGINT", "SIGHUP"] as const) Deno.addSignalListener(signal, () => {});
  const asked = new Int32Array(new SharedArrayBuffer(4));
  const end = () => process.kill(process.pid, "SIGKILL"); // at once, and without a permission
  const respond = make({ asked: () => Atomics.load(asked, 0) !== 0, saved: end });
  const requests: ReadableStream<WorkerRequest> = new ReadableStream({
    start(queue) {
      const guard = new Worker(new URL("./guard.ts", import.meta.url), { type: "module" });
      guard.onmessage = ({ data }) => data === null ? queue.close() : queue.enqueue(JSON.parse(data));
      guard.postMessage({ asked, megabytes: Number(Deno.args[0] ?? Infinity) } satisfies GuardSettings);
    },
  });
  const writer = Deno.stdout.writable.getWriter();
  const encoder = new TextEncoder();
  const write = (reply: WorkerReply) => writer.write(encoder.encode(`${JSON.stringify(reply)}\n`));
  for await (const request of requests) await respond(request, write);
  end(); // nothing is under way that could be kept
  return await new Promise(() => {});
}
