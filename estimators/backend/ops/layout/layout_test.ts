import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../platforms/use_backend.ts";
import { testOnBackends, uniforms } from "../../testing.ts";

const size = (shape: readonly number[]) => shape.reduce((product, extent) => product * extent, 1);
const numbers = (shape: number[]) => tf.tensor(uniforms(size(shape), 7), shape);

const operations: Readonly<Record<string, () => tf.Tensor>> = {
  ...Object.fromEntries(
    ([
      [[5], [3]],
      [[2, 3], [1, 4]],
      [[2, 3], [3, 1]],
      [[2, 3], [2, 5]],
      [[2, 1, 3], [1, 7, 1]],
      [[3, 1], [2, 9]],
      [
        [2, 3, 2, 2],
        [2, 1, 3, 1],
      ],
      [[4, 2], [1, 1]],
      [[2, 3], [0, 2]],
    ] as [number[], number[]][]).map(([shape, reps]) => [
      `tile [${shape}] by [${reps}]`,
      () => tf.tile(numbers(shape), reps),
    ]),
  ),
  "tile of truths": () => tf.tile(tf.tensor([1, 0, 1], [3], "bool"), [5]),
  "tile of integers": () => tf.tile(tf.tensor([7, -8], [1, 2], "int32"), [3, 2]),
  "gradient of tile": () => tf.grad((x) => tf.square(tf.tile(x, [3, 2])))(numbers([2, 4])),
  ...Object.fromEntries(
    ([[[5, 3], 0], [[5, 3], 1], [[2, 5, 3], 1], [[4], 0], [[2, 3, 4, 2], 2], [[3, 4], -1]] as [
      number[],
      number,
    ][])
      .map(([shape, axis]) => [
        `gather from [${shape}] along ${axis}`,
        () => tf.gather(numbers(shape), tf.tensor1d([2, 0, 2, 1], "int32"), axis),
      ]),
  ),
  "gather by a table": () => tf.gather(numbers([4, 3]), tf.tensor2d([[3, 1], [0, 0]], [2, 2], "int32")),
  "gather in batches": () =>
    tf.gather(numbers([2, 4, 3]), tf.tensor2d([[3, 1], [0, 2]], [2, 2], "int32"), 1, 1),
  "gather truths": () =>
    tf.gather(tf.tensor([1, 0, 1, 1], [2, 2], "bool"), tf.tensor1d([1, 1, 0], "int32"), 1),
  "gather nothing": () => tf.gather(numbers([4, 3]), tf.tensor1d([], "int32")),
};

/** What tfjs's cpu backend computes. */
const wanted = new Map<string, { shape: number[]; dtype: string; values: number[] }>();
await useBackend("cpu");
for (const [name, operation] of Object.entries(operations)) wanted.set(name, read(operation));

function read(operation: () => tf.Tensor): { shape: number[]; dtype: string; values: number[] } {
  const result = tf.tidy(operation);
  const { shape, dtype } = result;
  const values = [...result.dataSync()];
  result.dispose();
  return { shape, dtype, values };
}

testOnBackends("layouts are moved as tfjs's cpu backend moves them", {
  body() {
    for (const [name, operation] of Object.entries(operations)) {
      assert.deepEqual(read(operation), wanted.get(name), name);
    }
  },
});

testOnBackends("an index out of range is an error that says which", {
  body: ({ name }) =>
    tf.tidy(() => {
      if (name !== "wasm") return;
      const gather = (index: number) => tf.gather(numbers([4, 3]), tf.tensor1d([0, index], "int32"));
      assert.throws(() => gather(4), { name: "RangeError", message: /index 4 is outside \[0, 3\]/ });
      assert.throws(() => gather(-1), /index -1 is outside/);
    }),
});
