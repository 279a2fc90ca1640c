import assert from "node:assert/strict";
import { planArena } from "./plan.ts";
import type { Block, Entry } from "./trace.ts";

const block = (floats: number, kind: Block["kind"] = "made"): Block => ({
  kind,
  dataId: {},
  shape: [floats],
  dtype: "float32",
  bytes: 4 * floats,
});
const operand = (number: number) => ({ block: number, shape: [1], dtype: "float32" as const });
const entry = (inputs: number[], made: number[]): Entry => ({
  kind: "kernel",
  name: "Any",
  run: () => [],
  inputs: Object.fromEntries(inputs.map((number) => [number, operand(number)])),
  attrs: {},
  made,
  outputs: made.map(operand),
});

Deno.test("blocks share memory only where they are never needed together", () => {
  // A chain: each is made of the one before; the last is the result, the first an argument.
  const blocks = [block(16, "argument"), block(16), block(16), block(16), block(16), block(1000, "outside")];
  const entries = [entry([0], [1]), entry([1, 5], [2]), entry([2], [3]), entry([3], [4])];
  const { offsets, bytes } = planArena({ blocks, entries, results: [operand(4)] });
  assert.equal(bytes, 128, "two at a time");
  assert.equal(offsets[5], undefined);
  for (const i of [0, 1, 2, 3]) assert.notEqual(offsets[i], offsets[i + 1]);
  assert.ok(offsets.every((at) => at === undefined || at % 64 === 0));
});

Deno.test("a result stays to the end, though nothing needs it any more", () => {
  const blocks = [block(16, "constant"), block(16), block(16), block(16)];
  const entries = [entry([0], [1]), entry([0], [2]), entry([2], [3])];
  const { offsets } = planArena({ blocks, entries, results: [operand(1)] });
  assert.ok([0, 2, 3].every((other) => offsets[other] !== offsets[1]));
});
