import assert from "node:assert/strict";
import type { Ended } from "./child.ts";
import { WorkerClient } from "./worker_client.ts";

Deno.test("a worker that hangs in its preparation is stopped", async () => {
  const ended = Promise.withResolvers<Ended>();
  let stop = () => {};
  const lines = new ReadableStream<string>({ start: (queue) => void (stop = () => queue.close()) });
  const silent = {
    send: () => {},
    lines,
    ended: ended.promise,
    stop: () => {
      stop();
      ended.resolve({ code: 137, signal: "SIGKILL", reason: "" });
    },
  };
  const preparation = {
    request: { suite: "smoke", seed: 0, backend: "cpu", threads: 1 },
    dataset: "digits",
    backend: "cpu" as const,
    blas: "off",
  };
  await assert.rejects(WorkerClient.start({ worker: () => silent }, { preparation, seconds: 0.02 }), {
    name: "WorkerDied",
    message: "stopped in its preparation after 0.02 s",
  });
});
