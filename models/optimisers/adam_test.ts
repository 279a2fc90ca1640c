import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../estimators/mod.ts";
import { Adam } from "./adam.ts";

/** Kingma and Ba 2015, algorithm 1, in float64 and one coordinate at a time. */
function reference(start: number, gradients: readonly number[], learningRate: number): number {
  let [theta, m, v] = [start, 0, 0];
  gradients.forEach((gradient, i) => {
    m = 0.9 * m + 0.1 * gradient;
    v = 0.999 * v + 0.001 * gradient ** 2;
    const step = i + 1;
    theta -= learningRate * (m / (1 - 0.9 ** step)) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8);
  });
  return theta;
}

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`Adam follows the published algorithm on ${backend}`, async () => {
    await useBackend(backend, { blas: "off" });
    const gradients = [[1, -2, 0], [0.5, 3, 0], [-4, 1e-3, 0], [2, 2, 1e-12]];
    const variable = tf.variable(tf.tensor1d([1, 2, 3]));
    const adam = new Adam([variable], { learningRate: 0.1 });
    for (const gradient of gradients) tf.tidy(() => adam.apply([tf.tensor1d(gradient)]));
    const found = await variable.data();
    [1, 2, 3].forEach((start, i) => {
      const wanted = reference(start, gradients.map((gradient) => gradient[i]!), 0.1);
      assert.ok(Math.abs(found[i]! - wanted) < 1e-5, `coordinate ${i}: ${found[i]}, wanted ${wanted}`);
    });
    assert.equal(adam.steps, gradients.length);
    adam.dispose();
    variable.dispose();
  });

  Deno.test(`Adam keeps the number of tensors on ${backend}`, async () => {
    await useBackend(backend, { blas: "off" });
    const before = tf.memory().numTensors;
    const variable = tf.variable(tf.ones([5, 3]));
    const adam = new Adam([variable], { learningRate: 0.1 });
    const running = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) tf.tidy(() => adam.apply([tf.ones([5, 3])]));
    assert.equal(tf.memory().numTensors, running);
    adam.dispose();
    variable.dispose();
    assert.ok(tf.memory().numTensors <= before + 1, "moments or variable leaked");
  });
}

Deno.test("Adam tells what it divides by: an update is the first moment over it", async () => {
  await useBackend("wasm", { blas: "off" });
  const variable = tf.variable(tf.tensor1d([1, 2]));
  const adam = new Adam([variable], { learningRate: 0.1 });
  await assert.rejects(adam.divisors(), /before its first update it has no second moments/);
  for (const gradient of [[1, -2], [0.5, 30]]) tf.tidy(() => adam.apply([tf.tensor1d(gradient)]));
  const before = await variable.data();
  tf.tidy(() => adam.apply([tf.tensor1d([3, 0])]));
  const [after, [divisors]] = [await variable.data(), await adam.divisors()];
  const { first } = await adam.state();
  [0, 1].forEach((i) => {
    const update = 0.1 * first[0]![i]! / (1 - 0.9 ** 3) / divisors![i]!;
    assert.ok(
      Math.abs(before[i]! - after[i]! - update) < 1e-5,
      `${before[i]! - after[i]!}, wanted ${update}`,
    );
  });
  adam.dispose();
  variable.dispose();
});

Deno.test("Adam wants a learning rate above zero", () => {
  assert.throws(() => new Adam([], { learningRate: 0 }), /learningRate is 0; wanted above 0/);
  assert.throws(() => new Adam([], { learningRate: NaN }), RangeError);
});

Deno.test("Adam goes on from its state as if it had not stopped, and leaves no tensors", async () => {
  await useBackend("wasm", { blas: "off" });
  const gradient = (step: number) => [tf.tensor1d([step, -1, 0.5])];
  const run = (adam: Adam, steps: readonly number[]) =>
    steps.forEach((step) => tf.tidy(() => adam.apply(gradient(step))));
  const variables = [1, 2].map(() => tf.variable(tf.tensor1d([1, 2, 3])));
  const [whole, first] = variables.map((variable) => new Adam([variable], { learningRate: 0.1 }));
  const before = tf.memory().numTensors;
  run(whole!, [1, 2, 3, 4]);
  run(first!, [1, 2]);
  const second = new Adam([variables[1]!], { learningRate: 0.1 });
  second.restore(await first!.state());
  first!.dispose();
  assert.equal(tf.memory().numTensors, before);
  run(second, [3, 4]);
  assert.deepEqual(await variables[1]!.data(), await variables[0]!.data());
  assert.deepEqual(await second.state(), await whole!.state());
  assert.equal(second.steps, 4);
  assert.throws(
    () => second.restore({ steps: 1, first: [new Float32Array(2)], second: [new Float32Array(3)] }),
    /RangeError: variables of sizes 2; wanted 3/,
  );
  [whole!, second].forEach((adam) => adam.dispose());
  variables.forEach((variable) => variable.dispose());
});
