import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { key } from "../random/mod.ts";
import { normal } from "../random/tensors.ts";
import { testOnBackends } from "../testing/backends.ts";
import { matrices, rowSpaceBasis } from "./matrix.ts";
import { clearlyFullRank, rowSpace } from "./rank.ts";

const random = (shape: [number, number]) => normal(key(8), shape) as tf.Tensor2D;
const concat = (parts: tf.Tensor2D[], axis = 0) => tf.concat(parts, axis) as tf.Tensor2D;

const cases: readonly (readonly [name: string, rank: number, matrix: () => tf.Tensor2D])[] = [
  ["tall", 4, () => random([9, 4])],
  ["square", 4, () => random([4, 4])],
  ["wide", 3, () => random([3, 9])],
  ["zero", 0, () => tf.zeros([3, 4])],
  ["one value", 1, () => tf.tensor2d([[-2]])],
  ["tall with an empty column", 3, () => concat([random([9, 3]), tf.zeros([9, 1])], 1)],
  [
    "tall with a repeated column",
    3,
    () => tf.tidy(() => concat([random([9, 3]), tf.slice(random([9, 3]), [0, 1], [9, 1])], 1)),
  ],
  ["product of thin factors", 2, () => tf.matMul(random([7, 2]), random([2, 5]))],
  ["empty and repeated rows", 2, () => concat([tf.zeros([1, 5]), random([2, 5]), random([2, 5])])],
  ["columns of very different length", 4, () => tf.mul(random([9, 4]), tf.tensor1d([1, 1e-5, 1e4, 1e-9]))],
  ["rows of very different length", 3, () => tf.mul(random([3, 9]), tf.tensor2d([[1], [1e-6], [1e6]]))],
  [
    "nearly dependent columns",
    3,
    () =>
      concat(
        [random([9, 2]), tf.add(tf.slice(random([9, 2]), [0, 0], [9, 1]), tf.mul(1e-3, random([9, 1])))],
        1,
      ),
  ],
];

for (const [name, rank, make] of cases) {
  testOnBackends(`rank and spanning rows: ${name}`, () =>
    tf.tidy(() => {
      const matrix = make();
      const found = rowSpace(matrix);
      assert.equal(found.rank, rank);
      if (rank === matrix.shape[1]) return assert.equal(found.rows.length, 0);
      assert.equal(found.rows.length, rank);
      // The chosen rows alone have the rank of all of them.
      const all = matrices(matrix)[0]!;
      const unit = (row: number[]) => row.map((value) => value / Math.hypot(...row));
      const chosen = [...found.rows].map((row) => unit(all[row]!));
      if (rank > 0) assert.equal(rowSpaceBasis(chosen).length, rank);
      assert.ok(chosen.every((row) => row.some((value) => value !== 0)));
    }));
}

testOnBackends("matrices of a batch are told one by one: the worst decides", () =>
  tf.tidy(() => {
    const good = normal(key(9), [3, 9, 4]);
    const emptied = tf.mul(good, tf.tensor3d([1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1], [3, 1, 4]));
    const wide = normal(key(9), [3, 4, 9]);
    const found = [good, emptied, wide, tf.mul(NaN, good)].map((matrices) => clearlyFullRank(matrices));
    assert.deepEqual(found, [true, false, false, false]);
  }));

testOnBackends(
  "a matrix one short of full rank is told from a full one, whatever its rounding",
  () =>
    tf.tidy(() => {
      for (let seed = 0; seed < 12; seed++) {
        const [left, right] = [normal(key(100 + seed), [40, 7]), normal(key(200 + seed), [7, 8])];
        assert.equal(rowSpace(tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D)).rank, 7, `seed ${seed}`);
      }
    }),
);
