import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { measured, memoryUse, profile } from "./profile.ts";
import { testOnBackends } from "./testing.ts";

const LEFT = [true, false] as const;
const RIGHT = [false, true] as const;

/** A computation on x [4, 3] and y [3, 5], and its operations by the definition of each kernel. */
const COSTS: readonly (readonly [string, number, (x: tf.Tensor2D, y: tf.Tensor2D) => tf.Tensor])[] = [
  ["product", 2 * 4 * 5 * 3, (x, y) => tf.matMul(x, y)],
  ["product, right transposed", 2 * 4 * 4 * 3, (x) => tf.matMul(x, x, ...RIGHT)],
  ["product, left transposed", 2 * 3 * 3 * 4, (x) => tf.matMul(x, x, ...LEFT)],
  ["seven products", 7 * 2 * 4 * 5 * 3, (x, y) => tf.matMul(tf.tile(tf.expandDims(x, 0), [7, 1, 1]), y)],
  [
    "product, bias, activation",
    2 * 4 * 5 * 3 + 2 * 20,
    (a, b) => tf.fused.matMul({ a, b, bias: tf.ones([5]), activation: "relu" }),
  ],
  ["elementwise", 3 * 12, (x) => tf.tanh(tf.add(x, tf.exp(x)))],
  ["squared difference", 2 * 12, (x) => tf.squaredDifference(x, 1)],
  ["sum", 12, (x) => tf.sum(x, 0)],
  ["mean", 12 + 1, (x) => tf.mean(x)],
  ["layout", 0, (x) => tf.slice(tf.reshape(tf.transpose(x), [2, 6]), [0, 1])],
  [
    "convolution",
    2 * 12 * 48,
    () => tf.conv2d(tf.ones<tf.Rank.R4>([2, 3, 3, 3]), tf.ones([2, 2, 3, 6]), 1, "valid"),
  ],
  [
    "gradient of a convolution by its image",
    2 * 12 * 48,
    () =>
      tf.conv2dTranspose(tf.ones<tf.Rank.R4>([2, 2, 2, 6]), tf.ones([2, 2, 3, 6]), [2, 3, 3, 3], 1, "valid"),
  ],
];

testOnBackends("operations follow from the shapes that ran", {
  async body() {
    const [x, y] = [tf.ones<tf.Rank.R2>([4, 3]), tf.ones<tf.Rank.R2>([3, 5])];
    for (const [what, wanted, compute] of COSTS) {
      const { flops, value, uncounted } = await profile(() => tf.tidy(() => compute(x, y)));
      assert.equal(flops, wanted, what);
      assert.deepEqual(uncounted, [], what);
      value.dispose();
    }
    tf.dispose([x, y]);
  },
});

testOnBackends("calls and times add up, and the backend is as it was", {
  async body() {
    const kernels = () =>
      new Map(tf.getKernelsForBackend(tf.getBackend()).map((one) => [one.kernelName, one]));
    const before = kernels();
    const x = tf.ones([300, 300]);
    const { kernels: rows, ms, overheadMs } = await profile(() => {
      for (let i = 0; i < 5; i++) tf.tidy(() => tf.sum(tf.exp(tf.exp(x)))).dispose();
    });
    const calls = Object.fromEntries(rows.map(({ kernel, calls }) => [kernel, calls]));
    assert.deepEqual([calls["Exp"], calls["Sum"]], [10, 5]);
    const kernelMs = rows.reduce((sum, row) => sum + row.ms, 0);
    assert.ok(Math.abs(kernelMs + overheadMs - ms) < 1e-6, `${kernelMs} + ${overheadMs} is not ${ms}`);
    assert.ok(overheadMs >= 0, `overhead ${overheadMs}`);
    assert.ok(rows.every((row, i) => row.ms <= (rows[i - 1]?.ms ?? Infinity)), "slowest first");
    await assert.rejects(profile(() => Promise.reject(new Error("inside"))), /inside/);
    const after = kernels();
    assert.equal(after.size, before.size);
    for (const [name, kernel] of before) assert.equal(after.get(name), kernel, name);
    x.dispose();
  },
});

testOnBackends("a kernel without a known cost is named", {
  async body({ label }) {
    const backendName = tf.getBackend();
    const kernelFunc: tf.KernelFunc = ({ inputs, backend }) =>
      tf.getKernel("Identity", backendName).kernelFunc({ inputs, backend, attrs: {} });
    const name = `Peculiar to ${label}`;
    tf.registerKernel({ kernelName: name, backendName, kernelFunc });
    const x = tf.ones([6]);
    const run = () => tf.engine().runKernel(name, { x }) as tf.Tensor;
    const first = await profile(run);
    assert.deepEqual([first.flops, first.uncounted, first.kernels[0]?.flops], [0, [name], undefined]);
    tf.dispose([x, first.value]);
    tf.unregisterKernel(name, backendName);
  },
});

testOnBackends("code that is no kernel can be measured as one, and counts what it calls once", {
  async body() {
    const x = tf.ones([10]);
    const run = () => measured("own", { flops: 7, run: () => tf.exp(x) });
    const { kernels, flops, value } = await profile(run);
    assert.deepEqual([kernels.map(({ kernel }) => kernel), flops], [["own"], 7]);
    const unseen = run();
    tf.dispose([x, value, unseen]);
  },
});

testOnBackends("one profile at a time", {
  async body() {
    await assert.rejects(profile(() => profile(() => 1)), /already being taken/);
    assert.equal((await profile(() => 1)).value, 1);
  },
});

testOnBackends("memory in use follows the tensors", {
  body({ name }) {
    const before = memoryUse();
    const x = tf.zeros([1000, 100]);
    const during = memoryUse();
    assert.equal(during.tensorBytes - before.tensorBytes, 4e5);
    assert.equal(during.tensors - before.tensors, 1);
    assert.equal(during.wasmHeapBytes !== undefined, name === "wasm");
    assert.ok(during.rssBytes > during.jsHeapBytes && during.jsHeapBytes > 0, JSON.stringify(during));
    x.dispose();
    assert.equal(memoryUse().tensorBytes, before.tensorBytes);
  },
});

Deno.test("the sum of operations does not depend on which kernel took longest", async () => {
  const wait = (ms: number) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };
  const shares = [0.1, 0.2, 0.3];
  for (const times of [[6, 3, 1], [1, 3, 6]]) {
    const { flops } = await profile(() =>
      shares.forEach((share, i) => measured(`part ${i}`, { flops: share, run: () => wait(times[i]!) }))
    );
    assert.equal(flops, 0.1 + 0.2 + 0.3);
  }
});
