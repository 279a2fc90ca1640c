import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { foldIn, type Key, key } from "../../random/mod.ts";
import { normal } from "../../random/tensors.ts";
import { currentInstallation, installKernels } from "../ops/install.ts";
import { useBackend } from "../platforms/use_backend.ts";
import { simdProduct } from "../products/simd.ts";
import { kernelsOn } from "../wasm/tensors.ts";
import type { WasmBackend } from "../wasm/heap.ts";
import { Captured } from "./captured.ts";
import { joinCopies, type RawCall } from "./raw_calls.ts";
import { record } from "./record.ts";
import { CaptureError } from "./trace.ts";

const [PLAIN, TURNED, KEPT] = [false, true, true];

type Body = (x: tf.Tensor2D, key: Key) => tf.Tensor;

const inputAt = (step: number) => normal(foldIn(key(8), step), [4, 6]) as tf.Tensor2D;
const keyAt = (step: number) => foldIn(key(7), step);

function captured(body: Body): Captured {
  const [first, second] = [1, 2].map((step) => {
    const [x, args] = [inputAt(step), { keys: [keyAt(step)], step }];
    const made: tf.Tensor[] = [];
    const run = () => (made.push(tf.tidy(() => body(x, args.keys[0]!))), made);
    const trace = record({ args: [x], run });
    tf.dispose([x, made]);
    if (trace instanceof CaptureError) throw trace;
    return [trace, args] as const;
  });
  return new Captured(first!, second!);
}

/** Kernels by what they are made of: functions with arrays of shapes, inner transposes, copies, fills, conversions. */
const LOWERED: Readonly<Record<string, Body>> = {
  "functions of tensors by number": (x) => tf.add(tf.exp(tf.neg(x)), tf.sqrt(tf.abs(x))),
  "shapes in the heap": (x) => tf.mul(tf.transpose(x), tf.sum(x, 1)),
  "a sum over the first axis, that transposes first": (x) => tf.sum(x, 0),
  "a largest value, with its axis kept": (x) => tf.sub(x, tf.max(x, 1, KEPT)),
  "copies of blocks": (x) => tf.concat([x, tf.neg(x), x], 1),
  "the same block again and again": (x) => tf.concat(Array.from({ length: 5 }, () => x), 0),
  "a part of rows": (x) => tf.exp(tf.slice(x, [1, 2], [2, 3])),
  "a stack": (x) => tf.stack([tf.neg(x), x], 1),
  "whole tensors filled": (x) => tf.add(tf.onesLike(x), tf.mul(x, tf.fill([6], 0.5))),
  "truths to numbers": (x) => tf.mul(tf.cast(tf.greater(x, 0), "float32"), x),
  "a choice": (x) => tf.where(tf.greater(x, tf.zerosLike(x)), x, tf.mul(x, 0.1)),
  "products of all transposes": (x) =>
    tf.matMul(tf.matMul(x, tf.exp(x), PLAIN, TURNED), tf.matMul(x, tf.matMul(tf.neg(x), x, TURNED, PLAIN))),
  "numbers from a key, twice": (x, own) =>
    tf.add(normal(foldIn(own, 1), [4, 6]), tf.mul(x, normal(own, [1, 6]))),
};

await useBackend("wasm");
/** A library's, where there is one, and the compiled module's. */
const PRODUCTS = {
  first: currentInstallation()!.product,
  own: simdProduct(tf.backend() as unknown as WasmBackend),
};

for (const [which, product] of Object.entries(PRODUCTS)) {
  for (const [what, body] of Object.entries(LOWERED)) {
    Deno.test(`${what}: raw calls with the bits of the kernels, products ${which}`, () => {
      installKernels(tf.backend(), { product });
      const capture = captured(body);
      assert.deepEqual(capture.kernels.filter(({ lowered }) => typeof lowered !== "number"), []);
      for (const step of [5, 6]) {
        const x = inputAt(step);
        const values = capture.replay([x], { keys: [keyAt(step)], step })!.value(0).slice();
        const eager = tf.tidy(() => body(x, keyAt(step)));
        assert.deepEqual(values, eager.dataSync());
        tf.dispose([x, eager]);
      }
      capture.dispose();
    });
  }
}

Deno.test("a kernel that looks at values runs itself, and says why", () => {
  const capture = captured((x) => tf.gather(x, tf.tensor1d([2, 0], "int32")));
  assert.match(String(capture.kernels[0]!.lowered), /values are looked at/);
  const x = inputAt(3);
  const values = capture.replay([x], { keys: [keyAt(3)] })!.value(0);
  assert.deepEqual(values, tf.tidy(() => tf.gather(x, tf.tensor1d([2, 0], "int32")).dataSync()));
  capture.dispose();
  x.dispose();
});

Deno.test("arrays of raw calls are taken anew when the heap has grown, and tfjs's own kernels are as they were", () => {
  installKernels(tf.backend(), { product: PRODUCTS.first });
  const body: Body = (x) =>
    tf.concat([tf.cast(tf.cast(x, "int32"), "float32"), tf.matMul(x, x, PLAIN, TURNED)], 1);
  const capture = captured(body);
  const x = inputAt(4);
  const heap = (tf.backend() as unknown as WasmBackend).wasm.HEAPU8.buffer;
  const large = tf.zeros([heap.byteLength / 4]);
  assert.notEqual((tf.backend() as unknown as WasmBackend).wasm.HEAPU8.buffer, heap);
  const values = capture.replay([x], { keys: [keyAt(4)] })!.value(0).slice();
  const eager = tf.tidy(() => body(x, keyAt(4)));
  assert.deepEqual(values, eager.dataSync());
  tf.dispose([x, eager, large]);
  capture.dispose();
});

Deno.test("copies at equal distances are one call, others stay", () => {
  const copy = (to: number, from: number, bytes = 8): RawCall => ({ kind: "copy", to, from, bytes });
  const { copyRows } = kernelsOn(tf.backend() as unknown as WasmBackend);
  const run = copyRows as (...numbers: number[]) => void;
  const calls = [
    copy(0, 400),
    copy(16, 408),
    copy(32, 416),
    copy(40, 416),
    copy(41, 8),
    copy(43, 9),
    copy(99, 9, 1),
  ];
  assert.deepEqual(joinCopies(calls, run), [
    { kind: "function", run, args: [400, 0, 3, 2, 2, 4] },
    ...calls.slice(3),
  ]);
});

Deno.test("every function of the compiled module that answers is known to", async () => {
  const source = await Deno.readTextFile(new URL("../wasm/functions.ts", import.meta.url));
  const answering = [...source.matchAll(/(\w+)\([^()]*\): (?:number|boolean);/g)].map(([, name]) => name)
    .sort();
  const { ANSWERING, ASKED } = await import("./tap.ts");
  assert.deepEqual(answering, [...ANSWERING, ...ASKED].sort());
});
