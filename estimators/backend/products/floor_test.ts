import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../platforms/use_backend.ts";
import { blasAbsent } from "../testing.ts";
import { productFloor } from "./floor.ts";

function multiply(): void {
  tf.tidy(() => {
    const [a, b] = [tf.ones([30, 40]), tf.ones([40, 50])];
    tf.matMul(tf.matMul(a, b), tf.transpose(tf.matMul(a, b)));
    tf.add(a, 1);
  });
}

Deno.test({
  name: `a computation's products are counted and timed, and nothing else is${
    blasAbsent ? ` (skipped: ${blasAbsent})` : ""
  }`,
  ignore: blasAbsent !== undefined,
  async fn() {
    try {
      await useBackend("wasm", { blas: "auto", threads: 1 });
      const floor = await productFloor(multiply, { threads: 1, milliseconds: 0.1 });
      assert.ok(floor);
      assert.equal(floor.products, 3);
      assert.equal(floor.flops, 2 * (2 * 30 * 40 * 50 + 30 * 50 * 30));
      assert.ok(floor.ms > 0 && floor.ms < 1000, String(floor.ms));
      multiply();
      assert.equal((await productFloor(multiply, { threads: 1, milliseconds: 0.1 }))?.products, 3);
    } finally {
      await useBackend("wasm", { blas: "off" });
    }
  },
});

Deno.test("without native products there is no floor to tell", async () => {
  await useBackend("wasm", { blas: "off" });
  assert.equal(await productFloor(multiply, { threads: 1 }), undefined);
});
