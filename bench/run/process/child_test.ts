import assert from "node:assert/strict";
import { type Child, describeEnd, startChild } from "./child.ts";
import { readLines } from "./lines.ts";
import { WorkerClient } from "./worker_client.ts";
import { startWorker } from "./programs.ts";

const RUN = Deno.permissions.querySync({ name: "run", command: "deno" }).state === "granted";
const MODULE = new URL("./testing_worker.ts", import.meta.url).href;

async function lines(...parts: string[]): Promise<string[]> {
  const bytes = parts.map((part) => new TextEncoder().encode(part));
  return await Array.fromAsync(readLines(ReadableStream.from(bytes)));
}

Deno.test("lines are whole, however their bytes arrive", async () => {
  assert.deepEqual(await lines("a\nb", "c\n\n", "d"), ["a", "bc", "", "d"]);
  assert.deepEqual(await lines("a\n"), ["a"]);
  assert.deepEqual(await lines(), []);
  const [first, second] = ["é\n".slice(0, 0), "é\n"];
  assert.deepEqual(await lines(first, second), ["é"]);
  const bytes = new TextEncoder().encode("é");
  const halves = ReadableStream.from([bytes.slice(0, 1), bytes.slice(1)]);
  assert.deepEqual(await Array.fromAsync(readLines(halves)), ["é"]);
});

async function endOf(child: Child): Promise<string> {
  await Array.fromAsync(child.lines);
  child.stop();
  return describeEnd(await child.ended);
}

Deno.test({
  name: "how a process ended is told with the line that says why",
  ignore: !RUN,
  async fn() {
    const thrown = startChild(["eval", 'console.error("before"); throw new Error("no luck")']);
    assert.equal(await endOf(thrown), "its process ended by exit code 1: Error: no luck");
    const silent = startChild(["eval", "Deno.exit(3)"]);
    assert.equal(await endOf(silent), "its process ended by exit code 3");
    const last = startChild(["eval", 'console.error("one\\ntwo"); Deno.exit(4)']);
    assert.equal(await endOf(last), "its process ended by exit code 4: two");
  },
});

Deno.test({
  name: "a worker ends with its input, also while a job computes without a pause",
  ignore: !RUN,
  async fn() {
    const start = () => startWorker({ worker: ["--no-check", "--allow-read"] }, { module: MODULE });
    let child: Child | undefined;
    const { client } = await WorkerClient.start({ worker: () => (child = start()) }, {
      preparation: {} as never,
    });
    const request = { suite: "smoke", seed: 0, backend: "cpu", threads: 1 };
    const replies = client.ask({ run: { request, job: "hang", environment: "e", code: { id: "c" } } });
    assert.ok("record" in (await replies.next()).value!);
    child!.stop("SIGCONT"); // which does nothing: it is the end of its input that ends it
    await assert.rejects(Array.fromAsync(replies), { message: "its process ended by SIGKILL" });
  },
});
