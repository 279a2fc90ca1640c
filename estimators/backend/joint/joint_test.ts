import assert from "node:assert/strict";
import { key, normals } from "../../random/mod.ts";
import { gammaTail } from "./quantiles.ts";
import { JOINT_RULES, type JointRuleName } from "./rules.ts";
import { sobolDigits } from "./sobol.ts";

/** K draws of rows of `row` values, jointly drawn. */
function drawn(
  rule: JointRuleName,
  { rows, row, samples, seed = 1 }: { rows: number; row: number; samples: number; seed?: number },
): Float32Array[] {
  const size = rows * row;
  const stream = (i: number) => normals(key(seed), size, i * size);
  const draws = Array.from({ length: samples }, (_, s) => stream(s));
  JOINT_RULES[rule].apply({ draws, spare: stream(samples), row, key: key(seed) });
  return draws;
}

const inner = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Φ(x). */
function rank(x: number): number {
  const tail = gammaTail(0.5, x ** 2 / 2, "upper") / 2;
  return x < 0 ? tail : 1 - tail;
}

for (const rule of Object.keys(JOINT_RULES) as JointRuleName[]) {
  for (const [samples, row] of [[4, 3], [8, 5], [6, 1], [16, 2]] as const) {
    Deno.test(`${rule}, ${samples} draws of rows of ${row}: each draw is standard normal`, () => {
      const rows = 20000;
      const draws = drawn(rule, { rows, row, samples });
      // All bounds: five standard errors, and Kolmogorov's distribution at 10⁻⁵.
      const error = 1 / Math.sqrt(rows);
      for (const k of [0, 1, samples - 1]) {
        const columns = Array.from(
          { length: row },
          (_, j) => Float32Array.from({ length: rows }, (_, r) => draws[k]![r * row + j]!),
        );
        columns.forEach((column, j) => {
          const what = `draw ${k}, variable ${j}`;
          const sorted = column.toSorted();
          const distance = sorted.reduce(
            (most, x, i) => Math.max(most, Math.abs(rank(x) - (i + 0.5) / rows)),
            0,
          );
          assert.ok(distance < 2.47 * error, `${what}: Kolmogorov's distance is ${distance}`);
          for (let other = 0; other <= j; other++) {
            const covariance = inner(column, columns[other]!) / rows;
            const wanted = other === j ? 1 : 0;
            assert.ok(Math.abs(covariance - wanted) < 8 * error, `${what} with ${other}: ${covariance}`);
            // Squares of independent normals are independent too.
            const squares = inner(column.map((x) => x * x), columns[other]!.map((x) => x * x)) / rows;
            assert.ok(
              Math.abs(squares - (other === j ? 3 : 1)) < 50 * error,
              `${what} with ${other}: ${squares}`,
            );
          }
        });
      }
    });
  }
}

Deno.test("orthogonal draws are, within each n of more than n, and keep the lengths of independent ones", () => {
  const [rows, row, samples] = [50, 4, 7];
  const draws = drawn("orthogonal", { rows, row, samples });
  for (let r = 0; r < rows; r++) {
    const vectors = draws.map((draw) => draw.subarray(r * row, (r + 1) * row));
    vectors.forEach((vector, k) => {
      const given = normals(key(1), row, k * rows * row + r * row);
      assert.ok(Math.abs(Math.sqrt(inner(vector, vector) / inner(given, given)) - 1) < 1e-6);
      const others = vectors.slice(row * Math.floor(k / row), k);
      for (const other of others) {
        const cosine = inner(vector, other) / Math.sqrt(inner(vector, vector) * inner(other, other));
        assert.ok(Math.abs(cosine) < 1e-5, `row ${r}, draw ${k}: ${cosine}`);
      }
    });
  }
});

Deno.test("lengths of orthogonal draws are independent of each other", () => {
  const rows = 20000;
  const draws = drawn("orthogonal", { rows, row: 3, samples: 3 });
  const squares = draws.map((draw) =>
    Float32Array.from(
      { length: rows },
      (_, r) => inner(draw.subarray(3 * r, 3 * r + 3), draw.subarray(3 * r, 3 * r + 3)),
    )
  );
  // χ²(3): mean 3, variance 6.
  const covariance = inner(squares[0]!.map((x) => x - 3), squares[2]!.map((x) => x - 3)) / rows;
  assert.ok(Math.abs(covariance) < 5 * 6 / Math.sqrt(rows), `${covariance}`);
});

Deno.test("halves of moment-matched draws have opposite means, and variances of opposite ranks", () => {
  for (const samples of [4, 6, 12]) {
    const [half, size] = [samples / 2, 400];
    const draws = drawn("moment-matched", { rows: size, row: 1, samples });
    for (let i = 0; i < size; i++) {
      const values = draws.map((draw) => draw[i]!);
      const [first, second] = [values.slice(0, half), values.slice(half)].map((part) => {
        const mean = part.reduce((a, b) => a + b) / half;
        return { mean, squares: part.reduce((sum, x) => sum + (x - mean) ** 2, 0) };
      });
      assert.ok(Math.abs(first!.mean + second!.mean) < 1e-5);
      const ranks = [first!, second!].map(({ squares }) => gammaTail((half - 1) / 2, squares / 2, "lower"));
      assert.ok(Math.abs(ranks[0]! + ranks[1]! - 1) < 1e-3, `${samples}: ranks ${ranks}`);
    }
  }
});

// scipy 1.11, qmc.Sobol(256, scramble=False).random(16), in the natural order, times 16.
Deno.test("Sobol points are those of the published table", () => {
  const digits = sobolDigits({ dimensions: 256, points: 16, levels: 4 });
  const known: Readonly<Record<number, readonly number[]>> = {
    1: [0, 8, 12, 4, 10, 2, 6, 14, 15, 7, 3, 11, 5, 13, 9, 1],
    36: [0, 8, 12, 4, 6, 14, 10, 2, 5, 13, 9, 1, 3, 11, 15, 7],
    255: [0, 8, 4, 12, 2, 10, 6, 14, 5, 13, 1, 9, 7, 15, 3, 11],
  };
  for (const [dimension, points] of Object.entries(known)) {
    assert.deepEqual([...digits.subarray(16 * Number(dimension), 16 * Number(dimension) + 16)], points);
  }
  const checksum = digits.reduce((sum, x, i) => sum + x * (31 * (i % 16) + Math.floor(i / 16) + 1), 0);
  assert.equal(checksum, 11560128);
  assert.throws(
    () => sobolDigits({ dimensions: 257, points: 2, levels: 1 }),
    /^RangeError: Sobol points of 257 dimensions; wanted at most 256, which the table has/,
  );
});

Deno.test("of K = 2ᴸ scrambled points one lies in each K-th of every dimension, and pairs are balanced", () => {
  const [rows, row, samples] = [20, 40, 16];
  const draws = drawn("sobol", { rows, row, samples });
  const cell = (k: number, i: number, cells: number) => Math.floor(rank(draws[k]![i]!) * cells);
  for (let i = 0; i < rows * row; i++) {
    const cells = new Set(draws.map((_, k) => cell(k, i, samples)));
    assert.equal(cells.size, samples);
  }
  // The first two dimensions are a (0, 4, 2) net: four quarters times four quarters hold a point each.
  for (let r = 0; r < rows; r++) {
    const boxes = new Set(draws.map((_, k) => 4 * cell(k, r * row, 4) + cell(k, r * row + 1, 4)));
    assert.equal(boxes.size, 16);
  }
  // Rows have scrambles of their own.
  assert.notEqual(cell(0, 0, 16) * 16 + cell(0, 1, 16), cell(0, row, 16) * 16 + cell(0, row + 1, 16));
});

Deno.test("halves of a dimension are flipped independently of each other: the scramble is nested, no shift", () => {
  const size = 4000;
  const draws = drawn("sobol", { rows: size, row: 1, samples: 4 });
  // The first dimension's points are 0, 2, 3 and 1 quarters: draws 0 and 1 have the second digit 0 in their halves.
  const digit = (k: number, i: number) => Math.floor(4 * rank(draws[k]![i]!)) & 1;
  const same = Array.from({ length: size }, (_, i) => digit(0, i) === digit(1, i)).filter(Boolean).length;
  assert.ok(Math.abs(same / size - 0.5) < 5 * 0.5 / Math.sqrt(size), `${same} of ${size} are flipped alike`);
});
