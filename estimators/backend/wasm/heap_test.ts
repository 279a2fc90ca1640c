import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../platforms/use_backend.ts";
import { guardHeap, type WasmBackend } from "./heap.ts";

await useBackend("wasm", { blas: "off" });
const backend = tf.backend() as unknown as WasmBackend;

Deno.test("a tensor that the heap cannot hold is an error that says how much and for what", () => {
  const before = tf.backend().numDataIds();
  const refused = {
    name: "BackendError",
    message:
      /^the wasm heap cannot grow: a float32 tensor of shape \[\d+\] asked for \d+ MiB .* smaller batch/,
  };
  // Stock tfjs takes these sizes modulo 4 GiB, for negative, and for the address 0.
  for (const gibibytes of [5, 3, 2]) {
    assert.throws(() => backend.makeOutput([gibibytes * 2 ** 28], "float32"), refused);
  }
  const large = [1.9 * 2 ** 28, 1.9 * 2 ** 28].map((size) =>
    backend.makeOutput([Math.floor(size)], "float32")
  );
  assert.throws(() => backend.makeOutput([2 ** 27], "float32"), refused);
  assert.throws(() => backend.wasm._malloc(2 ** 29), /a kernel asked for 512 MiB/);
  for (const { dataId } of large) backend.disposeData(dataId);
  assert.equal(tf.backend().numDataIds(), before);
  const x = tf.ones([3]);
  assert.deepEqual([...x.dataSync()], [1, 1, 1]);
  x.dispose();
});

Deno.test("an empty tensor needs no memory, and guarding twice changes nothing", () => {
  const { _malloc } = backend.wasm;
  guardHeap(backend);
  assert.equal(backend.wasm._malloc, _malloc);
  const x = tf.zeros([0, 5]);
  assert.equal(x.size, 0);
  x.dispose();
});
