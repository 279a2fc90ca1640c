/**
 * How to read the numbers, in sentences.
 * @module
 */
import type { Inlines } from "../page/blocks.ts";

/** One item each. */
export const READING: readonly Inlines[] = [
  ["Brackets are 95 % intervals: bootstrap (BCa, fixed key) where there are 10 to 499 values, Student's otherwise."],
  [
    "Variance is the trace of the covariance of one gradient, given parameters and minibatch: the mean of half the " +
    "squared distance between two independent gradients. Blocks: the posterior's mean, its scale, and upstream, " +
    "which is what flows into the map (activations of a Bayesian layer, the decoder's first matrix in a VAE).",
  ],
  [
    "Ratios compare the same keys, parameters and minibatches pair by pair. With fewer than five seeds an interval " +
    "is about the measured seeds; with more, seeds are what is resampled.",
  ],
  [
    "Times are medians of gradients that were timed interleaved on one machine; on another they differ. Evaluation is " +
    "not on the clock.",
  ],
  ["Training runs are paired by seed. With n pairs no exact p can fall below 2/2ⁿ: with three seeds, 0.25."],
];
