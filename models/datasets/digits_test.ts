import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { key } from "../../estimators/random/mod.ts";
import { digits } from "./digits.ts";
import { averageImages, nearestCentroidAccuracy, range } from "./testing.ts";

const { train, test } = digits();

function bytesOf(images: Float32Array): Uint8Array {
  return Uint8Array.from(images, (value) => {
    const byte = Math.round(value * 255);
    assert.equal(Math.fround(byte / 255), value, "an intensity that is no whole 255th");
    return byte;
  });
}

Deno.test("the first 100 digits have the same bits everywhere and for ever", () => {
  const hash = createHash("sha256").update(bytesOf(train.images(range(0, 100)))).digest("hex");
  // Raise `version` in digits.ts with any change of this value.
  assert.equal(hash, "6fc9c810067ae92831bb1efd7d8c688b4cde27fb9fdb885f4b29a036970cc69f");
  assert.deepEqual([...train.labels(range(0, 12))], [3, 5, 2, 3, 8, 7, 8, 5, 8, 1, 4, 3]);
});

Deno.test("an example is a function of key, split and index", () => {
  const third = train.images([3]);
  assert.deepEqual(train.images([9, 3, 3]).subarray(784, 2 * 784), third);
  assert.deepEqual(digits().train.images([3]), third);
  assert.notDeepEqual(test.images([3]), third);
  assert.notDeepEqual(digits({ key: key(1) }).train.images([3]), third);
});

Deno.test("identity names the key", () => {
  assert.match(digits().sha256, /^[0-9a-f]{64}$/);
  assert.equal(digits().sha256, digits({ key: key(0) }).sha256);
  assert.notEqual(digits().sha256, digits({ key: key(1) }).sha256);
});

Deno.test("labels are uniform over the classes", () => {
  assert.equal(train.count, 60_000);
  assert.equal(test.count, 10_000);
  const counts = new Array<number>(10).fill(0);
  for (const label of test.labels(range(0, 10_000))) counts[label]!++;
  const chiSquared = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(chiSquared < 33.7, `χ²(9) = ${chiSquared}; beyond 33.7 with probability 1e-4`);
});

Deno.test("digits look like ink on paper: sparse, dark rim, both extremes reached", () => {
  const images = train.images(range(0, 1000));
  const mean = images.reduce((sum, value) => sum + value, 0) / images.length;
  assert.ok(mean > 0.09 && mean < 0.14, `mean intensity ${mean}`);
  for (let i = 0; i < 1000; i++) {
    const image = images.subarray(784 * i, 784 * (i + 1));
    assert.ok(Math.max(...image) > 0.5, `digit ${i} is too faint`);
    for (let p = 0; p < 28; p++) {
      for (const pixel of [p, 756 + p, 28 * p, 28 * p + 27]) {
        assert.ok(image[pixel]! < 0.5, `digit ${i} is cut off at the rim`);
      }
    }
  }
});

Deno.test("classes can be told apart, but not by their averages alone", () => {
  const averages = averageImages(train, { examples: 3000, classes: 10 });
  const accuracy = nearestCentroidAccuracy(test, { averages, examples: 1000 });
  assert.ok(accuracy > 0.65 && accuracy < 0.85, `nearest average image: ${accuracy}`);
});

Deno.test("an index outside the split is refused", () => {
  for (const index of [-1, 10_000, 1.5, NaN]) {
    assert.throws(() => test.images([0, index]), RangeError);
    assert.throws(() => test.labels([index]), RangeError);
  }
});
