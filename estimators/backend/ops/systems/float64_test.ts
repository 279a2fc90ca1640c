import assert from "node:assert/strict";
import { key, normals } from "../../../random/mod.ts";
import { multiply as dense, transpose as denseTranspose } from "../../../linalg/matrix.ts";
import { gramOfRows, multiply, multiplyTransposed, normaliseRows } from "./float64.ts";

// Sizes on both sides of the blocks of four that the loops work in.
for (const [rows, size] of [[1, 1], [3, 2], [4, 4], [5, 3], [9, 7], [2, 13]] as const) {
  const values = Float64Array.from(normals(key(rows * 100 + size), rows * size));
  const matrix = Array.from(
    { length: rows },
    (_, i) => Array.from(values.subarray(i * size, (i + 1) * size)),
  );
  const close = (actual: Float64Array, expected: readonly number[]) => {
    assert.equal(actual.length, expected.length);
    actual.forEach((value, i) =>
      assert.ok(Math.abs(value - expected[i]!) < 1e-12, `${i}: ${value}, ${expected[i]}`)
    );
  };

  Deno.test(`products of a ${rows} × ${size} matrix are those of the plain loops`, () => {
    const gram = new Float64Array(rows * rows);
    gramOfRows(values, { rows, size }, gram);
    close(gram, dense(matrix, denseTranspose(matrix)).flat());
    const right = Array.from({ length: size }, (_, k) => k + 0.5);
    const out = new Float64Array(rows);
    multiply(values, right, out);
    close(out, dense(matrix, right.map((value) => [value])).flat());
    const left = Float64Array.from({ length: rows }, (_, i) => i % 2 === 0 ? 0 : i + 0.5);
    const back = new Float64Array(size).fill(9);
    multiplyTransposed(values, left, back);
    close(back, dense([[...left]], matrix).flat());
  });

  Deno.test(`rows of a ${rows} × ${size} matrix get length one, empty rows stay empty`, () => {
    const copy = Float64Array.from(values);
    copy.fill(0, 0, size);
    const lengths = normaliseRows(copy, { rows, size });
    assert.equal(lengths[0], 0);
    assert.ok(copy.subarray(0, size).every((value) => value === 0));
    for (let i = 1; i < rows; i++) {
      assert.ok(Math.abs(lengths[i]! - Math.hypot(...matrix[i]!)) < 1e-12);
      assert.ok(Math.abs(Math.hypot(...copy.subarray(i * size, (i + 1) * size)) - 1) < 1e-12);
    }
  });
}
