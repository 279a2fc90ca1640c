/**
 * The streams of a worker, and its end.
 * @module
 */
import type { Respond, WorkerReply, WorkerRequest } from "./messages.ts";

/**
 * Answers requests in their order for as long as standard input is open. The first argument of the process is the
 * most memory that it may have, in megabytes, if there is a limit.
 *
 * The keyboard's signals reach all processes of a terminal: they are left to the launcher, which ends this one.
 */
export async function serve(respond: Respond): Promise<never> {
  for (const signal of ["SIGINT", "SIGHUP"] as const) Deno.addSignalListener(signal, () => {});
  const [megabytes] = Deno.args;
  const guard = new URL("./guard.ts", import.meta.url);
  if (megabytes !== undefined) guard.searchParams.set("max-memory", megabytes);
  const requests: ReadableStream<WorkerRequest> = new ReadableStream({
    start(queue) {
      new Worker(guard, { type: "module" }).onmessage = ({ data }) => queue.enqueue(JSON.parse(data));
    },
  });
  const writer = Deno.stdout.writable.getWriter();
  const encoder = new TextEncoder();
  const write = (reply: WorkerReply) => writer.write(encoder.encode(`${JSON.stringify(reply)}\n`));
  for await (const request of requests) await respond(request, write);
  throw new Error("the guard of standard input has ended");
}
