import assert from "node:assert/strict";
import { resolve } from "node:path";
import { digits } from "../../../models/mod.ts";
import { kept, openCheckpoints } from "../../checkpoint/mod.ts";
import { planRun } from "../plan.ts";
import type { Child } from "./child.ts";
import { grants } from "./grants.ts";
import { startWorker } from "./programs.ts";
import { WorkerClient } from "./worker_client.ts";

const ignore = Deno.permissions.querySync({ name: "run", command: "deno" }).state !== "granted";
const unless = ignore ? " (skipped: needs --allow-run=deno)" : "";
const ROOT = resolve(import.meta.dirname!, "../../..");
const module = new URL("./testing_worker.ts", import.meta.url).href;
const request = { suite: "smoke", seed: 0, backend: "cpu", threads: 1 };

/** Runs a job to its first cell, and for half a second more; then tells its worker to end. */
async function endedIn(folder: string, job: string, end: (child: Child) => void) {
  const { worker } = grants([`--results=${folder}`, "--blas=off"], { root: ROOT, env: () => undefined });
  let child: Child;
  const { client } = await WorkerClient.start(
    { worker: () => child = startWorker({ worker: ["--no-check", ...worker] }, { module }) },
    { preparation: {} as never },
  );
  const checkpoints = { folder: `${folder}/checkpoints`, arithmetic: "a" };
  let told = 0;
  const run = { request, job, environment: "e", code: { id: "c" }, checkpoints };
  await assert.rejects(async () => {
    for await (const reply of client.ask({ run })) {
      if (!("record" in reply)) continue;
      await new Promise((resolve) => setTimeout(resolve, 500));
      told = performance.now();
      end(child);
    }
  }, { name: "WorkerDied" });
  await child!.ended;
  return performance.now() - told;
}

for (
  const [how, end] of [
    ["a signal", (child: Child) => child.stop("SIGTERM")],
    // As where Deno is a shim that keeps signals for itself.
    ["the end of its input", (child: Child) => child.stop("SIGCONT")],
  ] as const
) {
  Deno.test({
    name: `a worker that is told to end by ${how} keeps what its job has, long before that is due${unless}`,
    ignore,
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "ending-" });
      try {
        await endedIn(folder, "train", end);
        const owner = { job: "train", run: planRun(request, digits()).run, code: "c", machine: "a" };
        const notice = (line: string) => assert.fail(line);
        const left = await openCheckpoints(`${folder}/checkpoints`, { owner, notice });
        assert.ok(kept(left, "course", { turns: 0 }).turns > 5);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

Deno.test({
  name: `a worker whose job does not let itself be kept ends after a second${unless}`,
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "ending-" });
    try {
      const milliseconds = await endedIn(folder, "hang", (child) => child.stop("SIGTERM"));
      assert.ok(milliseconds > 500 && milliseconds < 20_000, `${milliseconds} ms`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
