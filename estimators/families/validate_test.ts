import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { testOnCpu } from "../testing/backends.ts";
import { full } from "./full.ts";
import { lowRank } from "./low_rank.ts";

testOnCpu("what is no covariance is refused, with the entry and its value", () => {
  const mean = tf.zeros([2]);
  const refused: readonly (readonly [() => unknown, RegExp])[] = [
    [() => full(mean, tf.eye(3)), /full: scaleTril has shape \[3,3\] but mean has \[2\]; wanted \[2, 2\]/],
    [() => full(mean, tf.ones([2, 3])), /full: scaleTril has shape \[2,3\]/],
    [() => full(mean, tf.ones([2])), /full: scaleTril has shape \[2\]; wanted 2 or 3 axes/],
    [() => full(mean, tf.ones([2, 2])), /scaleTril\[0, 1\] is 1; wanted 0 above the diagonal/],
    [
      () => full(mean, tf.tensor2d([[1, 0], [1, 0]])),
      /scaleTril\[1, 1\] is 0; wanted a finite number above 0/,
    ],
    [() => full(mean, tf.tensor2d([[1, 0], [NaN, 1]])), /scaleTril\[1, 0\] is NaN; wanted a finite number/],
    [() => full(mean, tf.tensor2d([[-1, 0], [0, 1]])), /scaleTril\[0, 0\] is -1/],
    [
      () => full(tf.zeros([3, 2]), tf.add(tf.zeros([4, 2, 2]), tf.eye(2))),
      /scaleTril is for 4 examples but mean for 3/,
    ],
    [
      () => lowRank(mean, tf.ones([3]), tf.ones([2, 1])),
      /scale \[3\] and factor \[2,1\]; wanted a scale of \[2\]/,
    ],
    [() => lowRank(mean, tf.ones([2]), tf.ones([3, 1])), /factor \[3,1\]/],
    [() => lowRank(mean, tf.ones([2]), tf.ones([2])), /lowRank: factor has shape \[2\]/],
    [() => lowRank(mean, tf.ones([2]), tf.zeros([2, 0])), /none of them empty/],
    [() => lowRank(mean, tf.tensor1d([1, 0]), tf.ones([2, 1])), /lowRank: scale\[1\] is 0/],
    [() => lowRank(mean, tf.ones([2]), tf.tensor2d([[1], [Infinity]])), /lowRank: factor\[1\] is Infinity/],
    [
      () => lowRank(tf.zeros([3, 2]), tf.ones([5, 2]), tf.ones([2, 1])),
      /scale is for 5 examples but mean for 3/,
    ],
  ];
  for (const [make, message] of refused) {
    assert.throws(
      make,
      (error: Error) => error instanceof RangeError && message.test(error.message),
      `${message}`,
    );
  }
});
