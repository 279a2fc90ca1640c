import assert from "node:assert/strict";
import { planProduct } from "./plan.ts";

/** Operands' leading axes, their m, n, k, and how many products a plan needs for each transpose pair. */
const SHAPES: readonly (readonly [number[], number[], [number, number, number], number[]])[] = [
  // a's axes, b's axes, [m, n, k], products for: ab, abᵀ, aᵀb, aᵀbᵀ
  [[], [], [3, 4, 5], [1, 1, 1, 1]],
  [[6], [], [3, 4, 5], [1, 1, 6, 6]],
  [[], [6], [3, 4, 5], [6, 6, 6, 6]],
  [[6], [6], [3, 4, 5], [6, 6, 6, 6]],
  [[2, 6], [2, 1], [3, 4, 5], [2, 2, 12, 12]],
  [[2, 1], [1, 6], [3, 4, 5], [12, 12, 12, 12]],
  [[2, 3], [], [3, 4, 5], [1, 1, 6, 6]],
  [[3], [2, 3], [3, 4, 5], [6, 6, 6, 6]],
  [[2, 1, 2], [3, 1], [3, 4, 5], [6, 6, 12, 12]],
  [[6], [], [1, 4, 5], [1, 1, 1, 1]],
  [[], [6], [1, 4, 5], [6, 1, 6, 1]],
  [[], [6], [1, 1, 5], [1, 1, 1, 1]],
  [[], [6], [1, 4, 1], [1, 1, 1, 1]],
  [[6], [6], [1, 4, 5], [6, 6, 6, 6]],
  [[6], [], [3, 4, 1], [1, 1, 1, 1]],
  [[0], [], [3, 4, 5], [1, 1, 0, 0]],
  [[6], [], [0, 4, 5], [1, 1, 6, 6]],
  [[6], [6], [3, 4, 0], [6, 6, 6, 6]],
];

const FLAGS = [[false, false], [false, true], [true, false], [true, true]] as const;

Deno.test("a plan's products, laid end to end, are the broadcast product", () => {
  for (const [axesA, axesB, [m, n, k], counts] of SHAPES) {
    FLAGS.forEach(([transposeA, transposeB], pair) => {
      const shapeA = [...axesA, ...(transposeA ? [k, m] : [m, k])];
      const shapeB = [...axesB, ...(transposeB ? [n, k] : [k, n])];
      const what = `[${shapeA}] ${transposeA} · [${shapeB}] ${transposeB}`;
      const a = Float64Array.from({ length: product(shapeA) }, (_, i) => (i * 7) % 11 - 5);
      const b = Float64Array.from({ length: product(shapeB) }, (_, i) => (i * 5) % 13 - 6);
      const plan = planProduct([shapeA, shapeB], { transposeA, transposeB });
      assert.equal(plan.offsetsA.length, counts[pair], `${what}: products`);
      assert.equal(plan.offsetsB.length, counts[pair], `${what}: products`);
      const actual = plan.offsetsA.flatMap((offsetA, i) => {
        const flags = [plan.transposeA, plan.transposeB] as const;
        const values = [a.subarray(offsetA), b.subarray(plan.offsetsB[i])] as const;
        return multiply(values, { sizes: [plan.m, plan.n, plan.k], flags });
      });
      const { axes, value } = broadcast([a, b], {
        axesA,
        axesB,
        sizes: [m, n, k],
        flags: [transposeA, transposeB],
      });
      assert.deepEqual(plan.outShape, [...axes, m, n], what);
      assert.deepEqual(actual, value, what);
    });
  }
});

Deno.test("shapes that do not fit are named", () => {
  const asIs = { transposeA: false, transposeB: false };
  assert.throws(() => planProduct([[2, 3], [4, 5]], asIs), {
    name: "RangeError",
    message: "BatchMatMul: [2,3] · [4,5]: inner sizes 3 and 4 differ",
  });
  assert.throws(
    () => planProduct([[2, 3], [4, 5]], { transposeA: true, transposeB: true }),
    /\[2,3\]ᵀ · \[4,5\]ᵀ/,
  );
  assert.throws(() => planProduct([[2, 3, 4], [3, 4, 5]], asIs), /batch axes 2 and 3 differ/);
  assert.throws(() => planProduct([[3], [3, 4]], asIs), /rank 2 or more/);
});

function product(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

type Operands = readonly [Float64Array, Float64Array];
type Sizes = readonly [number, number, number];
type Flags = readonly [boolean, boolean];

function multiply([a, b]: Operands, { sizes: [m, n, k], flags }: { sizes: Sizes; flags: Flags }): number[] {
  return Array.from({ length: m * n }, (_, cell) => {
    const [i, j] = [Math.floor(cell / n), cell % n];
    let sum = 0;
    for (let p = 0; p < k; p++) {
      sum += a[flags[0] ? p * m + i : i * k + p]! * b[flags[1] ? j * k + p : p * n + j]!;
    }
    return sum;
  });
}

/** The definition: every cell of the broadcast batch finds its own two matrices. */
function broadcast(
  [a, b]: Operands,
  { axesA, axesB, sizes, flags }: { axesA: number[]; axesB: number[]; sizes: Sizes; flags: Flags },
): { axes: number[]; value: number[] } {
  const rank = Math.max(axesA.length, axesB.length);
  const pad = (axes: number[]) => [...Array<number>(rank - axes.length).fill(1), ...axes];
  const [padA, padB] = [pad(axesA), pad(axesB)];
  const axes = padA.map((extent, axis) => extent === 1 ? padB[axis]! : extent);
  const value: number[] = [];
  for (let cell = 0; cell < product(axes); cell++) {
    const index = axes.map((extent, axis) => Math.floor(cell / product(axes.slice(axis + 1))) % extent);
    const at = (own: number[]) =>
      own.reduce((sum, extent, axis) => sum * extent + (extent === 1 ? 0 : index[axis]!), 0);
    const values = [
      a.subarray(at(padA) * sizes[0] * sizes[2]),
      b.subarray(at(padB) * sizes[1] * sizes[2]),
    ] as const;
    value.push(...multiply(values, { sizes, flags }));
  }
  return { axes, value };
}
