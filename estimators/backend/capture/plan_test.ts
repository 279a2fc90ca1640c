import assert from "node:assert/strict";
import { key, uniforms } from "../../random/mod.ts";
import { planArena, touched } from "./plan.ts";
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

/** Blocks of which each is made of some of those before it. */
function randomTrace(count: number, seed: number) {
  const numbers = uniforms(key(seed), 3 * count);
  const blocks = Array.from({ length: count }, (_, i) => block(1 + Math.floor(200 * numbers[i]!)));
  const entries = blocks.map((_, i) => {
    const before = [count + i, 2 * count + i].map((at) => i - 1 - Math.floor(20 * numbers[at]! ** 2));
    return entry(before.filter((other) => other >= 0), [i]);
  });
  return { blocks, entries, results: [operand(count - 1)] };
}

/** Where first fit puts the blocks, found by looking at every place. */
function firstFit({ blocks, entries, results }: ReturnType<typeof randomTrace>): number[] {
  const last = blocks.map((_, i) =>
    results.some(({ block }) => block === i)
      ? Infinity
      : entries.findLastIndex((own) => touched(own).includes(i))
  );
  const size = (i: number) => 64 * Math.ceil(blocks[i]!.bytes / 64);
  const offsets: number[] = [];
  const order = blocks.map((_, i) => i).sort((a, b) => blocks[b]!.bytes - blocks[a]!.bytes);
  for (const [rank, i] of order.entries()) {
    const others = order.slice(0, rank).filter((j) => i <= last[j]! && j <= last[i]!);
    let at = 0;
    while (others.some((j) => at < offsets[j]! + size(j) && offsets[j]! < at + size(i))) at += 64;
    offsets[i] = at;
  }
  return offsets;
}

Deno.test("every block lies at the first place that is free while it lives", () => {
  for (const seed of [1, 2, 3]) {
    const trace = randomTrace(200, seed);
    assert.deepEqual(planArena(trace).offsets, firstFit(trace));
  }
});
