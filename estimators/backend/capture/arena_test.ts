import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../platforms/use_backend.ts";
import type { WasmBackend } from "../wasm/heap.ts";
import { Arena } from "./arena.ts";

await useBackend("wasm", { blas: "off" });
const backend = tf.backend() as unknown as WasmBackend;
const NO_BLOCKS = { blocks: [] };
const MEBIBYTE = 2 ** 20;
const arena = (mebibytes: number) =>
  new Arena(backend, NO_BLOCKS, { offsets: [], bytes: mebibytes * MEBIBYTE });

Deno.test("an arena that is too large is an error that says how large, and what would fit", () => {
  assert.throws(() => arena(600), {
    name: "CaptureError",
    message: "its arena would take 600 MiB, at most 512 MiB are: a smaller batch or fewer samples would fit",
  });
});

Deno.test("a smaller arena shares the region of a larger one; regions that it could not are limited together", () => {
  const held = [arena(400)];
  const heap = backend.wasm.HEAPU8.length;
  held.push(arena(300), arena(400));
  assert.equal(backend.wasm.HEAPU8.length, heap, "no new memory");
  held.push(arena(450));
  assert.throws(() => arena(500), {
    name: "CaptureError",
    message: "its arena would take 500 MiB beside 851 MiB of other captures, at most 1024 MiB are: " +
      "a smaller batch or fewer samples would fit",
  });
  held.forEach((one) => one.dispose());
  arena(500).dispose();
});
