import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { key } from "../../estimators/random/mod.ts";
import { digits32 } from "./digits32.ts";
import { averageImages, nearestCentroidAccuracy, range } from "./testing.ts";

const { train, test } = digits32();
const SIZE = 32 * 32 * 3;

Deno.test("the first 100 coloured digits have the same bits everywhere and for ever", () => {
  const bytes = Uint8Array.from(train.images(range(0, 100)), (value) => Math.round(value * 255));
  // Raise `version` in digits32.ts with any change of this value.
  assert.equal(
    createHash("sha256").update(bytes).digest("hex"),
    "bd8fd549511d9f8fdd894dab80b0324850f85317c52d916e91e8ba98da542e90",
  );
});

Deno.test("a coloured example is a function of key, split and index", () => {
  const third = train.images([3]);
  assert.deepEqual(train.images([9, 3, 3]).subarray(SIZE, 2 * SIZE), third);
  assert.notDeepEqual(test.images([3]), third);
  assert.notDeepEqual(digits32({ key: key(1) }).train.images([3]), third);
  assert.notEqual(digits32().sha256, digits32({ key: key(1) }).sha256);
});

Deno.test("coloured digits: labels uniform, intensities whole 255ths over the whole range", () => {
  const counts = new Array<number>(10).fill(0);
  for (const label of test.labels(range(0, 10_000))) counts[label]!++;
  const chiSquared = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(chiSquared < 33.7, `χ²(9) = ${chiSquared}; beyond 33.7 with probability 1e-4`);
  const images = train.images(range(0, 300));
  for (const value of images) assert.equal(Math.fround(Math.round(value * 255) / 255), value);
  const mean = images.reduce((sum, value) => sum + value, 0) / images.length;
  assert.ok(mean > 0.45 && mean < 0.55, `mean intensity ${mean}`);
  assert.ok(images.includes(0) && images.includes(1));
});

Deno.test("every image has colour, and its pixels differ", () => {
  for (const index of range(0, 200)) {
    const image = train.images([index]);
    const levels = new Set(image);
    assert.ok(levels.size > 20, `image ${index} has ${levels.size} levels`);
    const colourful = range(0, 1024).filter((p) => Math.abs(image[3 * p]! - image[3 * p + 2]!) > 0.02);
    assert.ok(colourful.length > 100, `image ${index} is grey`);
  }
});

Deno.test("colour averages say next to nothing about the class: ink may be darker or lighter", () => {
  const averages = averageImages(train, { examples: 2000, classes: 10 });
  const accuracy = nearestCentroidAccuracy(test, { averages, examples: 1000 });
  assert.ok(accuracy > 0.07 && accuracy < 0.3, `nearest average image: ${accuracy}`);
});

Deno.test("an index outside the coloured split is refused", () => {
  for (const index of [-1, 10_000, 1.5, NaN]) {
    assert.throws(() => test.images([0, index]), RangeError);
    assert.throws(() => test.labels([index]), RangeError);
  }
});
