import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { key } from "../../random/mod.ts";
import { normals } from "../streams/streams.ts";
import { gramMatrices } from "../ops/mod.ts";
import { useBackend } from "../platforms/use_backend.ts";
import { Captured } from "./captured.ts";
import type { Recorded } from "./compare.ts";
import { record } from "./record.ts";
import { CaptureError } from "./trace.ts";

await useBackend("wasm", { blas: "off" });

const SHAPE: [number, number, number] = [2, 4, 192];

/** Patches; where there are dead ones, half of the columns are zero at three of four positions. */
function patchesOf(step: number, { dead = false } = {}): tf.Tensor3D {
  const values = normals({ k0: step, k1: 0 }, 2 * 4 * 192);
  const alive = (i: number) => Math.floor(i / 192) % 4 === 0 || i % 192 < 96;
  return tf.tensor3d(dead ? values.map((value, i) => alive(i) ? value : 0) : values, SHAPE);
}

Deno.test("a kernel whose own memory depends on data is replayed with other zeros", () => {
  const scale = tf.ones([192, 3]) as tf.Tensor2D;
  const compute = (x: tf.Tensor3D) => tf.tidy(() => gramMatrices(x, scale));
  const recorded = (step: number): Recorded => {
    const x = patchesOf(step);
    const made: tf.Tensor[] = [];
    const trace = record({
      args: [x],
      run() {
        made.push(compute(x));
        return made;
      },
    });
    tf.dispose([x, made]);
    if (trace instanceof CaptureError) throw trace;
    return [trace, { keys: [key(step)], step }];
  };
  const captured = new Captured(recorded(1), recorded(2));
  for (const dead of [true, false, true]) {
    const x = patchesOf(3, { dead });
    const allocations = tf.backend().numDataIds();
    const found = captured.replay([x], { keys: [key(3)], step: 3 })!.value(0).slice();
    assert.equal(tf.backend().numDataIds(), allocations);
    const eager = compute(x);
    assert.deepEqual(found, eager.dataSync());
    tf.dispose([x, eager]);
  }
  captured.dispose();
  scale.dispose();
});
