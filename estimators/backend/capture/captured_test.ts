import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { foldIn, type Key, key, split, uniforms } from "../../random/mod.ts";
import { normal } from "../../random/tensors.ts";
import { useBackend } from "../platforms/use_backend.ts";
import { decide, report } from "../read.ts";
import { Captured } from "./captured.ts";
import type { Recorded } from "./compare.ts";
import { record } from "./record.ts";
import { CaptureError } from "./trace.ts";

await useBackend("wasm", { blas: "off" });

type Body = (
  x: tf.Tensor,
  args: { readonly key: Key; readonly keys: readonly Key[]; readonly step: number },
) => tf.Tensor;

const argsAt = (step: number) => {
  const keys = [foldIn(key(7), step), foldIn(key(6), step)] as const;
  return { key: keys[0], keys, step };
};
const inputAt = (step: number, shape = [2, 3]) => normal(foldIn(key(8), step), shape) as tf.Tensor;

function recorded(body: Body, step: number): Recorded {
  const [x, args] = [inputAt(step), argsAt(step)];
  const made: tf.Tensor[] = [];
  const trace = record({
    args: [x],
    run() {
      made.push(tf.tidy(() => body(x, args)));
      return made;
    },
  });
  tf.dispose([x, made]);
  if (trace instanceof CaptureError) throw trace;
  return [trace, args];
}

const capture = (body: Body) => new Captured(recorded(body, 1), recorded(body, 2));

/** The values of a replay and of an eager run of the same step. */
function both(captured: Captured, { body, step }: { readonly body: Body; readonly step: number }) {
  const [x, args] = [inputAt(step), argsAt(step)];
  const replayed = captured.replay([x], args);
  const values = replayed?.value(0).slice();
  const eager = tf.tidy(() => body(x, args)).dataSync();
  x.dispose();
  return { values, eager, residuals: replayed?.residuals };
}

Deno.test("a replay has new tensors and new keys, through the same splits and folds", () => {
  const body: Body = (x, args) => {
    const [left, right] = split(foldIn(args.key, 3), 2);
    const noise = tf.mul(normal(left!, [2, 3]), tf.add(normal(right!, [1, 3]), normal(args.keys[1]!, [3])));
    return tf.mean(tf.concat([tf.mul(x, noise), tf.tile(tf.exp(x), [2, 1]), normal(args.key, [1, 3])]), 0);
  };
  const captured = capture(body);
  const tensors = tf.memory().numTensors;
  const seen = new Set<string>();
  for (const step of [5, 6, 7, 5]) {
    const { values, eager } = both(captured, { body, step });
    assert.deepEqual(values, eager);
    seen.add(String(values));
  }
  assert.equal(seen.size, 3);
  assert.equal(tf.memory().numTensors, tensors + 4, "only the eager results are new");
  captured.dispose();
  assert.equal(captured.stale, "it was disposed");
});

Deno.test("a key of its own, that does not derive from the step's, stays", () => {
  const body: Body = (x) => tf.mul(x, normal(foldIn(key(1), 2), [2, 3]));
  const captured = capture(body);
  const { values, eager } = both(captured, { body, step: 9 });
  assert.deepEqual(values, eager);
  captured.dispose();
});

const FROZEN: Readonly<Record<string, readonly [Body, RegExp]>> = {
  "a number that follows the step": [(x, { step }) => tf.mul(x, 1 / step), /constant of shape \[\] differs/],
  "a setting that follows the step": [
    (x, { step }) => tf.leakyRelu(x, step / 10),
    /LeakyRelu .* and LeakyRelu/,
  ],
  "a kernel more": [
    (x, { step }) => step > 1 ? tf.exp(x) : tf.exp(tf.exp(x)),
    /2 blocks in one step|blocks in/,
  ],
  "numbers drawn in JavaScript": [
    (x, { key }) => tf.mul(x, tf.tensor(uniforms(key, 6), [2, 3])),
    /uniforms are drawn in JavaScript/,
  ],
  "a read of values": [(x) => tf.mul(x, tf.sum(x).dataSync()[0]!), /values of shape \[\] are read back/],
  "a foldIn of the step": [(_x, { key, step }) => normal(foldIn(key, step), [2]), /key 0 2 1 and key 0 2 2/],
  "another tensor": [
    (x, { step }) => tf.add(x, OTHERS[step]!),
    /float32 tensor of shape \[3\] is another one at each step/,
  ],
};
const OTHERS = [0, 1, 2].map((i) => tf.fill([3], i));

for (const [what, [body, message]] of Object.entries(FROZEN)) {
  Deno.test(`${what} is not frozen in, but refused`, () => {
    assert.throws(() => capture(body), { name: "CaptureError", message });
    const x = inputAt(0);
    assert.deepEqual(tf.exp(x).shape, [2, 3], "the backend is as it was");
    x.dispose();
  });
}

Deno.test("a decision is made again, and one that turns out another way ends the replay", () => {
  const positive = (values: tf.TypedArray) => values[0]! > 0;
  const body: Body = (x) => {
    const total = tf.sum(x);
    report("residual", [total], ([value]) => value!);
    return decide([total], positive) ? tf.exp(x) : tf.neg(x);
  };
  const signs = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((step) => tf.sum(inputAt(step)).dataSync()[0]! > 0);
  const other = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((step) => !signs.includes(step))!;
  const captured = new Captured(recorded(body, signs[0]!), recorded(body, signs[1]!));
  const { values, eager, residuals } = both(captured, { body, step: signs[2]! });
  assert.deepEqual(values, eager);
  assert.deepEqual(residuals, [tf.sum(inputAt(signs[2]!)).dataSync()[0]]);
  assert.equal(both(captured, { body, step: other }).values, undefined);
  captured.dispose();
});

Deno.test("a tensor of another shape is an error that names both, and none is one too", () => {
  const held = tf.backend().numDataIds();
  const captured = capture((x) => tf.exp(x));
  const wrong = inputAt(0, [3, 2]);
  assert.throws(() => captured.replay([wrong], argsAt(3)), {
    name: "RangeError",
    message: "captured step: tensor 0 is float32 [3,2]; it was recorded with float32 [2,3]: record it again",
  });
  assert.throws(() => captured.replay([], argsAt(3)), /tensor 0 is missing/);
  captured.dispose();
  assert.throws(() => captured.replay([wrong], argsAt(3)), /it was disposed: record it again/);
  wrong.dispose();
  assert.equal(tf.backend().numDataIds(), held, "the backend has forgotten it");
});
