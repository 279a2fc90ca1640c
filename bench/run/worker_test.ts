import assert from "node:assert/strict";
import { codeState } from "../store/mod.ts";
import type { WorkerRequest } from "./worker.ts";

const RUN = Deno.permissions.querySync({ name: "run", command: "deno" }).state === "granted";
const request: WorkerRequest = {
  request: { suite: "smoke", seed: 0, backend: "cpu", threads: 1 },
  dataset: "digits",
  backend: "cpu",
  blas: "off",
  job: "no such job",
  environment: "e",
  code: { id: "other" },
};

async function work(asked: WorkerRequest): Promise<string> {
  const worker = new URL("./worker.ts", import.meta.url).href;
  const child = new Deno.Command("deno", {
    args: ["run", "--no-prompt", "--no-check", "--allow-read", worker],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await new Blob([JSON.stringify(asked)]).stream().pipeTo(child.stdin);
  const { success, stdout, stderr } = await child.output();
  assert.deepEqual([success, stdout.length], [false, 0]);
  return new TextDecoder().decode(stderr);
}

Deno.test({
  name: "a worker refuses a job where the code is no longer that of its parent",
  ignore: !RUN,
  async fn() {
    assert.match(await work(request), /the code changed during the run/);
    assert.match(await work({ ...request, code: await codeState() }), /worker: no job no such job in run/);
  },
});
