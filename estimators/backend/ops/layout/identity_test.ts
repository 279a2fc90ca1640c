import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { BACKENDS, testOnBackends } from "../../testing.ts";
import { adamUpdate } from "../mod.ts";

testOnBackends("a clone has the values and outlives its original", {
  backends: BACKENDS.filter(({ name }) => name === "wasm"),
  body() {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const allocations = tf.backend().numDataIds();
    const copies = [x.clone(), x.clone()];
    assert.equal(tf.backend().numDataIds(), allocations, "no memory of its own");
    x.dispose();
    copies[0]!.dispose();
    assert.deepEqual([...copies[1]!.dataSync()], [1, 2, 3, 4]);
    copies[1]!.dispose();
    const words = tf.tensor(["a", "b"]);
    const same = words.clone();
    words.dispose();
    assert.deepEqual(same.dataSync() as unknown, ["a", "b"]);
    same.dispose();
  },
});

testOnBackends("an update in place leaves clones as they were", {
  body() {
    const start = tf.tensor1d([1, 2, 3]);
    const [variable, m, v] = [start, tf.zerosLike(start), tf.zerosLike(start)].map((x) => {
      const made = tf.variable(x);
      x.dispose();
      return made;
    });
    const clone = variable!.clone();
    const gradient = tf.tensor1d([1, -1, 1]);
    const options = { learningRate: 0.5, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 1 };
    adamUpdate(variable!, gradient, m!, v!, options);
    assert.deepEqual([...clone.dataSync()], [1, 2, 3]);
    assert.ok(Math.abs(variable!.dataSync()[1]! - 2.5) < 1e-4);
    tf.dispose([variable!, m!, v!, clone, gradient]);
  },
});
