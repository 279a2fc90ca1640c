import assert from "node:assert/strict";
import { key, uniforms } from "../../../estimators/random/mod.ts";
import { proceduralSplit } from "./split.ts";

const options = { count: 40, key: key(3), classes: 4, size: 3, stride: 16, numbers: 5 };

/** Images of the label, the example's last number, and its place in the stream. */
const split = proceduralSplit({
  ...options,
  draw: (image, { label, numbers, offset }) => image.set([label, numbers[4]!, offset]),
});

Deno.test("images and labels of an example are those of its index, in whatever batch it comes", () => {
  const numbers = uniforms(options.key, 5, 16 * 7);
  const label = Math.floor(4 * numbers[0]!);
  assert.deepEqual([...split.images([7])], [label, numbers[4], 16 * 7]);
  assert.deepEqual([...split.images([2, 7, 7])].slice(3), [...split.images([7]), ...split.images([7])]);
  assert.deepEqual([...split.labels([2, 7])], [split.images([2])[0], label]);
});

Deno.test("every class occurs, and an index outside the split is refused", () => {
  const all = Array.from({ length: 40 }, (_, i) => i);
  assert.deepEqual([...new Set(split.labels(all))].sort(), [0, 1, 2, 3]);
  for (const read of [split.images, split.labels]) {
    assert.throws(() => read([0, 40]), /example 40 does not exist: indices are integers from 0 to 39/);
  }
});
