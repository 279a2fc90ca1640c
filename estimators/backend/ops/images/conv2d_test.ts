import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../platforms/use_backend.ts";
import { assertClose, BACKENDS, testOnBackends, uniforms } from "../../testing.ts";

const WASM = BACKENDS.filter(({ name }) => name === "wasm");

interface Case {
  /** B, H, W, C. */
  readonly image: [number, number, number, number];
  /** fh, fw, C, O. */
  readonly filter: [number, number, number, number];
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number;
}

const CASES: readonly Case[] = [
  { image: [2, 5, 6, 3], filter: [3, 3, 3, 4], strides: 1, pad: "same" },
  { image: [2, 5, 6, 3], filter: [3, 2, 3, 4], strides: 1, pad: "valid" },
  { image: [3, 7, 6, 2], filter: [3, 4, 2, 5], strides: [2, 3], pad: "same" },
  { image: [2, 8, 8, 4], filter: [3, 3, 4, 2], strides: 2, pad: 1 },
  { image: [2, 4, 4, 8], filter: [1, 1, 8, 6], strides: 1, pad: "same" },
  { image: [2, 4, 4, 8], filter: [1, 1, 8, 6], strides: 2, pad: "valid" },
  { image: [1, 3, 3, 2], filter: [5, 5, 2, 3], strides: 1, pad: "same" },
  { image: [2, 2, 2, 40], filter: [3, 3, 40, 3], strides: 1, pad: "same" },
];

testOnBackends("conv2d and both gradients are what the cpu backend computes", {
  backends: WASM,
  async body({ name, options }) {
    const compute = () => CASES.flatMap((spec) => tf.tidy(() => forwardAndGradients(spec)));
    const actual = compute();
    await useBackend("cpu");
    const expected = compute();
    await useBackend(name, options);
    assert.equal(actual.length, 3 * CASES.length);
    actual.forEach((values, i) => {
      const what = `${["value", "by image", "by filter"][i % 3]} of case ${Math.floor(i / 3)}`;
      assertClose([values, expected[i]!], { tolerance: 2e-5, what });
    });
  },
});

testOnBackends("dilated convolution is what the cpu backend computes", {
  backends: WASM,
  async body({ name, options }) {
    const compute = () =>
      tf.tidy(() => {
        const x = random([2, 9, 8, 3], 1) as tf.Tensor4D;
        return tf.conv2d(x, random([3, 2, 3, 4], 2) as tf.Tensor4D, 1, "same", "NHWC", [2, 3]).dataSync();
      });
    const actual = compute();
    await useBackend("cpu");
    const expected = compute();
    await useBackend(name, options);
    assertClose([actual, expected], { tolerance: 1e-5, what: "value" });
  },
});

testOnBackends("a batch whose patches need several blocks gives the sum of its halves", {
  backends: WASM,
  body() {
    // 24 · 32² patches of 9 · 32 values: 28 MB.
    const spec: Case = { image: [24, 32, 32, 32], filter: [3, 3, 32, 2], strides: 1, pad: "same" };
    const x = random(spec.image, 1) as tf.Tensor4D;
    const filter = random(spec.filter, 2) as tf.Tensor4D;
    const run = (x: tf.Tensor) =>
      tf.tidy(() => gradients(x as tf.Tensor4D, filter, spec).map((tensor) => tensor.dataSync()));
    const [value, byImage, byFilter] = run(x);
    const halves = tf.split(x, 2);
    const [first, second] = halves.map(run);
    const both = (i: number) => Float32Array.of(...first![i]!.slice(-4000), ...second![i]!.slice(0, 4000));
    const middle = (all: ArrayLike<number>) =>
      Array.from(all).slice(all.length / 2 - 4000, all.length / 2 + 4000);
    assertClose([middle(value!), both(0)], { tolerance: 1e-4, what: "value" });
    assertClose([middle(byImage!), both(1)], { tolerance: 1e-4, what: "by image" });
    const sum = Array.from(first![2]!, (term, i) => term + second![2]![i]!);
    assertClose([byFilter!, sum], { tolerance: 2e-3, what: "by filter" });
    tf.dispose([x, filter, ...halves]);
  },
});

testOnBackends("a filter changed in place counts with its new values", {
  backends: WASM,
  body() {
    const [x, filter] = [tf.ones<tf.Rank.R4>([1, 4, 4, 2]), tf.ones<tf.Rank.R4>([1, 1, 2, 8])];
    const first = tf.conv2d(x, filter, 1, "same");
    (tf.backend() as unknown as { typedArrayFromHeap(t: tf.TensorInfo): Float32Array }).typedArrayFromHeap(
      filter,
    )
      .fill(3);
    const second = tf.conv2d(x, filter, 1, "same");
    assert.deepEqual([first.dataSync()[0], second.dataSync()[0]], [2, 6]);
    tf.dispose([x, filter, first, second]);
  },
});

function random(shape: number[], seed: number): tf.Tensor {
  return tf.tensor(uniforms(shape.reduce((size, extent) => size * extent, 1), seed), shape as [number]);
}

function forwardAndGradients(spec: Case): (Float32Array | Int32Array | Uint8Array)[] {
  const [x, filter] = [random(spec.image, 1), random(spec.filter, 2)];
  return gradients(x as tf.Tensor4D, filter as tf.Tensor4D, spec).map((tensor) => tensor.dataSync());
}

/** The convolution and its gradients for weights that depend on the position. */
function gradients(x: tf.Tensor4D, filter: tf.Tensor4D, { strides, pad }: Case): tf.Tensor[] {
  const apply = (x: tf.Tensor, filter: tf.Tensor) =>
    tf.conv2d(
      x as tf.Tensor4D,
      filter as tf.Tensor4D,
      strides,
      pad,
      "NHWC",
      1,
      pad === 1 ? "floor" : undefined,
    );
  const value = apply(x, filter);
  const weights = tf.sin(tf.cumsum(tf.onesLike(value), 3));
  const [byX, byFilter] = tf.grads((x, filter) => tf.sum(tf.mul(weights, apply(x!, filter!))) as tf.Scalar)([
    x,
    filter,
  ]);
  return [value, byX!, byFilter!];
}
