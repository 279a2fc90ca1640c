import assert from "node:assert/strict";
import { earlyUpdates } from "./early_updates.ts";
import type { Entry } from "./trace.ts";

const operand = (block: number) => ({ block, shape: [1], dtype: "float32" as const });

/** An entry by name that reads and makes blocks. */
const kernel = (name: string, reads: number[], makes: number[] = []): Entry => ({
  kind: "kernel",
  name,
  run: () => [],
  inputs: Object.fromEntries(reads.map((block) => [block, operand(block)])),
  attrs: {},
  made: makes,
  outputs: makes.map(operand),
});
const decision: Entry = {
  kind: "finding",
  use: "decision",
  operands: [operand(9)],
  find: () => true,
  found: true,
};
const ordered = (entries: Entry[]) =>
  earlyUpdates({ entries }).entries.map((entry) => entries.indexOf(entry));

Deno.test("an update follows the last reader of its variable and the maker of its gradient", () => {
  // Variables 0 and 1; gradients 2 and 3; the second gradient needs the first variable.
  const entries = [
    kernel("MatMul", [0], [2]),
    kernel("MatMul", [1], [3]),
    kernel("Sum", [3], [4]),
    kernel("R2g2Adam", [0, 2]),
    kernel("R2g2Adam", [1, 3]),
  ];
  assert.deepEqual(ordered(entries), [0, 3, 1, 2, 4]);
  assert.deepEqual(ordered([...entries.slice(0, 3), kernel("Add", [0], [5]), ...entries.slice(3)]), [
    ...[0, 1, 2, 5, 3, 4],
  ]);
});

Deno.test("no update comes before a decision, and all else stays in order", () => {
  const entries = [kernel("MatMul", [0], [2]), decision, kernel("Exp", [1], [3]), kernel("R2g2Adam", [0, 2])];
  assert.deepEqual(ordered(entries), [0, 1, 3, 2]);
});
