import { deepEqual, equal, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { key } from "./key.ts";
import { normals, uniforms } from "../backend/streams/streams.ts";
import { normal, uniform } from "./tensors.ts";

Deno.test("random tensors hold the bits of the streams and leak nothing", async () => {
  await tf.setBackend("cpu");
  const before = tf.memory().numTensors;
  const z = normal(key(1), [3, 5]);
  const u = uniform(key(1), [7]);
  deepEqual(z.shape, [3, 5]);
  equal(z.dtype, "float32");
  deepEqual(await z.data(), normals(key(1), 15));
  deepEqual(await u.data(), uniforms(key(1), 7));
  tf.dispose([z, u]);
  equal(tf.memory().numTensors, before);
});

Deno.test("shapes of no elements and scalars work, negative axes do not", () => {
  const empty = normal(key(1), [0, 4]);
  const scalar = normal(key(1), []);
  deepEqual([empty.size, scalar.size], [0, 1]);
  tf.dispose([empty, scalar]);
  throws(() => normal(key(1), [2, -1]), { name: "RangeError", message: /shape \[2, -1\]/ });
});
