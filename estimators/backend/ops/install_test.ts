import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { key, normals, uniforms } from "../../random/mod.ts";
import { normal, uniform } from "../../random/tensors.ts";
import { countFlops } from "../flops.ts";
import { installKernels, uninstallKernels } from "./install.ts";
import { runByName } from "./kernel/kernel.ts";

/** Runs `body` on wasm with the kernels in; fails where a tensor or an allocation is left over. */
function withKernels(name: string, body: () => void): void {
  Deno.test(name, async () => {
    await tf.setBackend("wasm");
    installKernels(tf.backend());
    const held = () => [tf.memory().numTensors, tf.backend().numDataIds()];
    const before = held();
    try {
      body();
      assert.deepEqual(held(), before, "left over");
    } finally {
      uninstallKernels();
    }
  });
}

withKernels("every installed kernel is registered once, and profile can count it", () => {
  const names = installKernels(tf.backend()); // a second time
  const registered = tf.getKernelsForBackend("wasm").map(({ kernelName }) => kernelName);
  for (const name of names) {
    assert.equal(registered.filter((other) => other === name).length, 1, name);
    const tensor = { dataId: {}, shape: [3, 3], dtype: "float32" as const };
    const everything = new Proxy({}, { get: () => tensor });
    const attrs = { shape: [3, 3, 3, 3], size: 3, n: 3, rule: "orthogonal", samples: 2 };
    const flops = countFlops(name, { inputs: everything, attrs, output: tensor });
    assert.ok(flops !== undefined && flops >= 0, `${name} has no operation count`);
  }
});

withKernels("random tensors have the streams' bits", () => {
  for (const shape of [[3, 7], [1], [2, 3, 16], [0, 4]]) {
    const size = shape.reduce((a, b) => a * b, 1);
    const [z, u] = [normal(key(5), shape), uniform(key(5), shape)];
    assert.deepEqual(z.dataSync(), normals(key(5), size));
    assert.deepEqual(u.dataSync(), uniforms(key(5), size));
    assert.deepEqual(z.shape, shape);
    tf.dispose([z, u]);
  }
});

const functions: readonly (readonly [string, (x: tf.Tensor) => tf.Tensor, (x: number) => number])[] = [
  ["tanh", tf.tanh, Math.tanh],
  ["exp", tf.exp, Math.exp],
  ["log", tf.log, Math.log],
  ["sigmoid", tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
  ["softplus", tf.softplus, (x) => Math.log1p(Math.exp(x))],
  ["relu", tf.relu, (x) => Math.max(x, 0)],
  ["square", tf.square, (x) => x * x],
];

for (const [name, apply, exact] of functions) {
  withKernels(`tf.${name} runs on the kernel, with tfjs's gradient`, () => {
    const x = tf.tensor([0.25, 1.5, 3, 0.5, 2]);
    const y = apply(x);
    const gradient = tf.grad(apply)(x);
    y.dataSync().forEach((got, i) => {
      const at = x.dataSync()[i]!;
      assert.ok(Math.abs(got - exact(at)) < 1e-6 * (1 + Math.abs(got)), `${name}(${at}) = ${got}`);
      const slope = (exact(at + 1e-6) - exact(at - 1e-6)) / 2e-6;
      assert.ok(Math.abs(gradient.dataSync()[i]! - slope) < 1e-4 * (1 + slope), `${name}'(${at})`);
    });
    tf.dispose([x, y, gradient]);
  });
}

withKernels("what is not float32 goes to tfjs's kernel, whose errors are tfjs's", () => {
  const x = tf.tensor([-3, 2], [2], "int32");
  const calls: string[] = [];
  uninstallKernels();
  const stock = tf.getKernel("Exp", "wasm")!;
  tf.unregisterKernel("Exp", "wasm");
  tf.registerKernel({ ...stock, kernelFunc: (call) => (calls.push("stock"), stock.kernelFunc(call)) });
  installKernels(tf.backend());
  const { dataId } = tf.getKernel("Exp", "wasm")!.kernelFunc({
    inputs: { x },
    attrs: {},
    backend: tf.backend(),
  }) as tf.TensorInfo;
  assert.deepEqual(calls, ["stock"]);
  tf.backend().disposeData(dataId);
  x.dispose();
  uninstallKernels();
  tf.unregisterKernel("Exp", "wasm");
  tf.registerKernel(stock);
});

withKernels("a wrong operand is an error that names the kernel and the shapes", () => {
  const [x, y, i] = [tf.zeros([2, 3]), tf.zeros([3, 2]), tf.zeros([2, 3], "int32")];
  assert.throws(() => runByName("R2g2BernoulliLogLikelihood", { logits: x, targets: y }), {
    name: "RangeError",
    message: /R2g2BernoulliLogLikelihood: targets has shape \[3,2\]; wanted \[2,3\]/,
  });
  assert.throws(() => runByName("R2g2BernoulliLogLikelihood", { logits: x, targets: i }), {
    name: "TypeError",
    message: /targets is int32 \[2,3\]; wanted float32/,
  });
  assert.throws(() => runByName("R2g2BernoulliLogLikelihood", { logits: x }), /targets is missing/);
  assert.throws(
    () => runByName("R2g2Dense", { x, w: x, b: y }, { activation: "tanh" }),
    /R2g2Dense: w has shape/,
  );
  assert.throws(
    () => runByName("R2g2NoiseProduct", { x, scale: x }, { k0: 0, k1: 0 }),
    /R2g2NoiseProduct: scale has shape \[2,3\]; wanted \[3,3\]/,
  );
  assert.throws(
    () => runByName("R2g2Adam", { variable: x, m: x, v: y, gradient: x }, {}),
    /R2g2Adam: v has shape \[3,2\]/,
  );
  assert.throws(
    () => runByName("R2g2Gram", { x, variance: y }),
    /R2g2Gram: x has shape \[2,3\]; wanted \[B, P, n\]/,
  );
  const patches = tf.zeros([1, 2, 3]);
  assert.throws(
    () => runByName("R2g2PositionNoise", { x: patches, scale: x }, { k0: 0, k1: 0 }),
    /R2g2PositionNoise: scale has shape \[2,3\]; wanted \[3,3\]/,
  );
  assert.throws(
    () => runByName("R2g2GramPathGradient", { x: patches, variance: y, beta: x, dy: x, dVariance: y }),
    /R2g2GramPathGradient: beta has shape \[2,3\]; wanted \[1,2,2\]/,
  );
  tf.dispose([x, y, i, patches]);
});

Deno.test("without the kernels tfjs's own are back", async () => {
  await tf.setBackend("wasm");
  const before = tf.getKernel("Tanh", "wasm");
  installKernels(tf.backend());
  assert.notEqual(tf.getKernel("Tanh", "wasm"), before);
  uninstallKernels();
  assert.equal(tf.getKernel("Tanh", "wasm"), before);
  assert.equal(tf.getKernel("R2g2Adam", "wasm"), undefined);
});
