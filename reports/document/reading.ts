/**
 * How to read the numbers, in sentences.
 * @module
 */
import type { Inlines } from "../page/blocks.ts";

/** One item each. */
export const READING: readonly Inlines[] = [
  [
    "Brackets are 95 % intervals: Student's, of ratios on their logarithms, with those of variance and of time added " +
    "by Welch and Satterthwaite; of medians, order statistics. `deno task rules` simulates how often they and the " +
    "verdicts' rules err.",
  ],
  [
    "Variance is the trace of the covariance of one gradient, given parameters and minibatch: the mean of half the " +
    "squared distance between two independent gradients. Blocks: the posterior's mean, its scale, and upstream, " +
    "which is what flows into the map (activations of a Bayesian layer, the decoder's first matrix in a VAE).",
  ],
  [
    "Ratios compare the same keys, parameters and minibatches pair by pair. Seeds are the unit: with several " +
    "there is one ratio each; with one seed an interval is over its pairs, about this place alone.",
  ],
  [
    "Times are medians of gradients that were timed interleaved on one machine; on another they differ. Evaluation is " +
    "not on the clock. Of one process an interval is about that process: others differ by more.",
  ],
  [
    "Training runs are paired by seed. Student's p decides; that of exact sign flips stands beside it, which with n " +
    "pairs cannot fall below 2/2ⁿ: with three seeds, 0.25.",
  ],
];
