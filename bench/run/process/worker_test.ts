import assert from "node:assert/strict";
import { useBackend } from "../../../estimators/mod.ts";
import { codeState } from "../../store/mod.ts";
import { inProcess } from "./testing.ts";
import { worker } from "./worker.ts";
import { WorkerClient } from "./worker_client.ts";

const request = { suite: "smoke", seed: 0, backend: "cpu", threads: 1 };
const preparation = { request, dataset: "digits", backend: "cpu", blas: "off" } as const;
const start = async (code: string) =>
  await WorkerClient.start({ worker: () => inProcess(worker(Promise.resolve(code))) }, { preparation });

Deno.test("a worker tells the backend and the data set that a plan is made of", async () => {
  const { prepared: { info, dataset } } = await start("");
  assert.deepEqual([info.name, dataset.name, dataset.sha256.length], ["cpu", "digits", 64]);
});

Deno.test("a worker measures which library takes which products, or takes over what was chosen", async () => {
  const wasm = { ...preparation, backend: "wasm", blas: "auto" } as const;
  const { client } = await WorkerClient.start(
    { worker: () => inProcess(worker(Promise.resolve(""))) },
    { preparation: wasm },
  );
  try {
    const { blas } = await client.choose("measure");
    const choice = blas.used ? blas.choice : undefined;
    if (blas.used && blas.beside !== undefined) assert.ok(Object.keys(choice!).length > 20);
    const again = await client.choose(choice ?? {});
    assert.deepEqual(again.blas, blas);
  } finally {
    await useBackend("cpu");
    await useBackend("wasm", { blas: "off" });
  }
});

Deno.test("a worker refuses a job where the code is no longer that of its parent, and one that no plan has", async () => {
  const code = await codeState();
  const { client } = await start(code.id);
  const run = { request, job: "no such job", environment: "e", code: { id: "other" } };
  await assert.rejects(Array.fromAsync(client.ask({ run })), {
    name: "WorkerFailed",
    errorName: "CodeChanged",
    message: "the code changed during the run: run it again, or undo the change",
  });
  await assert.rejects(Array.fromAsync(client.ask({ run: { ...run, code } })), {
    message:
      /^Error: no job no such job in run [0-9a-f]+ \(a fault of the program, bench\/run\/process\/worker\.ts:/,
  });
});
