import assert from "node:assert/strict";
import { foldIn, key, normals } from "../../../random/mod.ts";
import { type Matrix, multiply, transpose } from "../../../linalg/matrix.ts";
import { pivotedCholesky, solvePivoted } from "./pivoted_cholesky.ts";

/** A random matrix of a given rank. */
function ofRank(rank: number, [rows, columns]: readonly [number, number]): number[][] {
  const factor = (at: number, m: number, n: number) => {
    const values = normals(foldIn(key(5), at), m * n);
    return Array.from({ length: m }, (_, i) => Array.from(values.subarray(i * n, (i + 1) * n)));
  };
  return multiply(factor(0, rows, rank), factor(1, rank, columns));
}

function gramOf(a: Matrix): Float64Array {
  return Float64Array.from(multiply(a, transpose(a)).flat());
}

for (
  const [name, a, rank] of [
    ["full rank", ofRank(4, [4, 7]), 4],
    ["rank 2 of 5", ofRank(2, [5, 7]), 2],
    ["more rows than columns", ofRank(3, [6, 3]), 3],
    ["one row", ofRank(1, [1, 3]), 1],
    ["zero", [[0, 0], [0, 0]], 0],
    ["a zero row first", [[0, 0], [1, 2]], 1],
    ["repeated rows", [[1, 2], [1, 2], [3, 1]], 2],
  ] as const
) {
  Deno.test(`factors and solves a consistent system: ${name}`, () => {
    const size = a.length;
    const original = gramOf(a);
    const gram = Float64Array.from(original);
    const factor = pivotedCholesky(gram, size);
    assert.equal(factor.rank, rank);
    // L Lᵀ is the Gram matrix in pivot order, to the rank.
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k < Math.min(rank, j + 1); k++) sum += gram[i * size + k]! * gram[j * size + k]!;
        const wanted = original[factor.pivots[i]! * size + factor.pivots[j]!]!;
        assert.ok(Math.abs(sum - wanted) < 1e-10, `[${i}, ${j}]: ${sum} for ${wanted}`);
      }
    }
    // z in the range of G: all rows are met, those that were not chosen too.
    const z = multiply(a, a[0]!.map((_, k) => [k + 1])).flat();
    const beta = Float64Array.from(z);
    solvePivoted(gram, factor, beta);
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += original[i * size + j]! * beta[j]!;
      assert.ok(Math.abs(sum - z[i]!) < 1e-8 * (1 + Math.abs(z[i]!)), `row ${i}: ${sum} for ${z[i]}`);
    }
    assert.ok(beta.filter((value) => value !== 0).length <= rank, "a row that was not chosen has a weight");
  });
}

Deno.test("the pivot ratio tells how far from singular a matrix is", () => {
  const ratio = (small: number) => pivotedCholesky(Float64Array.of(1, 0, 0, small), 2).pivotRatio;
  assert.equal(ratio(0.25), 0.25);
  assert.equal(ratio(1e-9), 1e-9);
  const { rank, pivotRatio } = pivotedCholesky(new Float64Array(9), 3);
  assert.deepEqual([rank, pivotRatio], [0, 0]);
});

Deno.test("the tolerance decides what counts as zero", () => {
  const nearly = () => Float64Array.of(1, 0, 0, 1e-10);
  assert.equal(pivotedCholesky(nearly(), 2).rank, 2);
  assert.equal(pivotedCholesky(nearly(), 2, { tolerance: 1e-8 }).rank, 1);
});
