import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { useBackend } from "./use_backend.ts";

setWasmPaths("/nowhere/");

Deno.test("where wasm does not load, auto takes cpu and says so, and wasm is an error", async () => {
  const lines: string[] = [];
  const { name, blas } = await useBackend("auto", { blas: "off", notice: (line) => lines.push(line) });
  assert.equal(name, "cpu");
  assert.equal(tf.getBackend(), "cpu");
  assert.ok(!blas.used);
  assert.match(lines.join("\n"), /^the cpu backend is used, many times slower than wasm: .*\.wasm file.*$/);
  await assert.rejects(useBackend("wasm", { blas: "off" }), {
    name: "BackendError",
    message: /^backend wasm is not available: /,
  });
  assert.equal(tf.getBackend(), "cpu");
  const sum = tf.tidy(() => tf.sum(tf.ones([3])).dataSync());
  assert.equal(sum[0], 3);
});
