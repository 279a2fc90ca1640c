import assert from "node:assert/strict";
import { key, uniforms } from "../../estimators/random/mod.ts";
import { binarise } from "./binarise.ts";

Deno.test("certain pixels stay, and a draw is a function of the key", () => {
  const images = Float32Array.of(0, 1, 0, 1, ...new Array<number>(60).fill(0.5));
  const drawn = binarise(images, key(1));
  assert.deepEqual([...drawn.subarray(0, 4)], [0, 1, 0, 1]);
  assert.deepEqual(binarise(images, key(1)), drawn);
  assert.notDeepEqual(binarise(images, key(2)), drawn);
  assert.equal(images[4], 0.5, "the images themselves are left alone");
});

Deno.test("blank paper stays blank even where the uniform number is exactly 0", () => {
  const blank = new Float32Array(9189);
  // uniforms(key(842), 9189)[9188] is 0: found by a search over the first 20 000 numbers of 4000 seeds.
  assert.equal(uniforms(key(842), 1, 9188)[0], 0);
  assert.ok(binarise(blank, key(842)).every((value) => value === 0));
});

Deno.test("an intensity is the probability of ink", () => {
  const draws = 40_000;
  for (const intensity of [0.02, 0.3, 0.5, 0.97]) {
    const drawn = binarise(new Float32Array(draws).fill(intensity), key(3));
    assert.ok(drawn.every((value) => value === 0 || value === 1));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / draws;
    const z = (mean - intensity) / Math.sqrt(intensity * (1 - intensity) / draws);
    assert.ok(Math.abs(z) < 4.5, `intensity ${intensity}: z = ${z}; beyond ±4.5 with probability 7e-6`);
  }
});

Deno.test("what is not a probability is refused", () => {
  for (const value of [-0.1, 1.5, NaN, 255]) {
    assert.throws(
      () => binarise(Float32Array.of(0, value), key(0)),
      /^RangeError: value 1 is .* from 0 to 1$/,
    );
  }
});
