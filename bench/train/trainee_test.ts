import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { getEstimator, type Key, key, useBackend } from "../../estimators/mod.ts";
import { digits } from "../../models/mod.ts";
import { ZooTrainee } from "./zoo_trainee.ts";

const KEYS = { parameters: key(1), batches: key(2), training: key(3) };

function trainee(training: Key = KEYS.training): ZooTrainee {
  return new ZooTrainee({
    model: "vae1-narrow",
    estimator: getEstimator("r2g2"),
    dataset: digits(),
    batchSize: 4,
    keys: { ...KEYS, training },
  });
}

async function losses(own: ZooTrainee, steps: number): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < steps; i++) found.push((await own.step()).loss);
  own.dispose();
  return found;
}

Deno.test("a step is a function of the keys and its number, wherever the training stopped before", async () => {
  await useBackend("wasm", { blas: "off" });
  const whole = await losses(trainee(), 3);
  const parts = trainee();
  const shares: number[] = [];
  await parts.advanceTo(2, (share) => shares.push(share));
  assert.deepEqual(shares, [0.5, 1]);
  await parts.advanceTo(2);
  assert.equal(parts.steps, 2);
  assert.deepEqual(await losses(parts, 1), whole.slice(2));
  assert.notDeepEqual(await losses(trainee(key(4)), 3), whole);
});

Deno.test("steps leave no tensors behind, and neither does the trainee", async () => {
  await useBackend("wasm", { blas: "off" });
  const before = tf.memory().numTensors;
  const own = trainee();
  await own.step();
  const once = tf.memory().numTensors;
  await own.advanceTo(3);
  assert.equal(tf.memory().numTensors, once);
  own.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("a trainee goes on from another's state as if it had not stopped, and leaves no tensors", async () => {
  await useBackend("wasm", { blas: "off" });
  const whole = await losses(trainee(), 4);
  const first = trainee();
  await first.advanceTo(2);
  const state = await first.state();
  first.dispose();
  const second = trainee();
  const before = tf.memory().numTensors;
  second.restore(state);
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual([second.steps, second.loss], [2, whole[1]]);
  assert.deepEqual(await second.state(), state);
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(await losses(second, 2), whole.slice(2));
  const other = trainee();
  assert.throws(() => other.restore({ data: { steps: 2 } }), /RangeError: variables of sizes 0/);
  other.dispose();
});

Deno.test("before its first step a trainee has no loss, and its state has none", async () => {
  await useBackend("wasm", { blas: "off" });
  const [own, other] = [trainee(), trainee()];
  const state = await own.state();
  assert.deepEqual(state.data, { steps: 0, loss: NaN });
  other.restore(state);
  assert.ok(Number.isNaN(other.loss));
  [own, other].forEach((each) => each.dispose());
});
