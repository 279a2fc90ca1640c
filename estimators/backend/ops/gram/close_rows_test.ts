import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { key } from "../../../random/mod.ts";
import { normal } from "../../../random/tensors.ts";
import { useBackend } from "../../platforms/use_backend.ts";
import { gramDraw } from "./gram_draw.ts";
import { drawInFloat64, hasMoreDirections } from "./close_rows.ts";

const [batch, inner] = [3, 7];

/** Rows that differ by `share`, after one that is dead. shape: [B, P, n] */
function close(positions: number, share: number): tf.Tensor3D {
  return tf.tidy(() => {
    const first = normal(key(1), [batch, 1, inner]);
    const apart = tf.mul(share, normal(key(2), [batch, positions - 1, inner]));
    return tf.concat([tf.zeros([batch, 1, inner]), tf.add(first, apart)], 1) as tf.Tensor3D;
  });
}

for (const [positions, channels] of [[3, 1], [5, 3], [9, 4], [12, 5]] as const) {
  for (const deviation of [false, true]) {
    Deno.test(`${positions} close rows, ${channels} channels, ${deviation ? "z" : "noise"} given: the bits of the twin in float64`, async () => {
      await useBackend("wasm", { blas: "off" });
      tf.engine().startScope();
      const x = close(positions, 3e-4);
      const variance = tf.add(0.3, tf.square(normal(key(3), [inner, channels]))) as tf.Tensor2D;
      const noise = normal(key(4), [batch, positions, channels]) as tf.Tensor3D;
      const given = deviation ? gramDraw(x, variance, { noise }).deviation : noise;
      const drawn = gramDraw(x, variance, deviation ? { deviation: given } : { noise: given });
      const [patches, scales, values] = [x, variance, given].map((each) => each.dataSync() as Float32Array);
      const [z, beta] = [drawn.deviation, drawn.beta].map((each) => each.dataSync());
      let [rank, residual] = [0, 0];
      const size = positions * channels;
      for (let b = 0; b < batch; b++) {
        const rows = {
          x: patches!.subarray(b * positions * inner, (b + 1) * positions * inner),
          ...{ variance: scales!, positions, inner, channels },
        };
        assert.ok(hasMoreDirections(rows, 1), "not close enough to mean anything");
        const own = drawInFloat64(rows, values!.subarray(b * size, (b + 1) * size), { deviation });
        assert.deepEqual(z!.subarray(b * size, (b + 1) * size), own.deviation);
        assert.deepEqual(beta!.subarray(b * size, (b + 1) * size), own.beta);
        rank = Math.max(rank, own.rank);
        residual = Math.max(residual, Math.fround(own.residual));
      }
      assert.deepEqual([drawn.rank, drawn.residual], [rank, residual]);
      assert.equal(rank, Math.min(positions - 1, inner));
      tf.engine().endScope();
    });
  }
}

Deno.test("rows that are the same up to rounding, and dead ones, have no directions more", () => {
  const row = Float32Array.of(1, 2, 3);
  const twice = Float32Array.of(...row, ...row.map((value) => value * (1 + 2 ** -23)), 0, 0, 0);
  const rows = { x: twice, variance: row, positions: 3, inner: 3, channels: 1 };
  assert.ok(!hasMoreDirections(rows, 1));
  assert.ok(hasMoreDirections(rows, 0));
});
