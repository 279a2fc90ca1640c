/**
 * Log likelihood of independent Bernoulli variables under logits.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { defineKernel } from "../kernel/define.ts";
import { rowsOf } from "../kernel/shapes.ts";

/**
 * log p(targets) of independent Bernoulli variables, in nats: Σ_j t_j l_j − ln(1 + e^l_j).
 *
 * @param logits shape: [..., D]
 * @param targets in [0, 1]. shape: [..., D]
 * @returns shape: [...]
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { bernoulliLogLikelihood } from "./bernoulli.ts";
 * const value = bernoulliLogLikelihood(tf.zeros([2, 3]), tf.ones([2, 3])); // shape: [2]
 * console.assert(Math.abs(value.dataSync()[0]! - 3 * Math.log(0.5)) < 1e-6);
 * ```
 */
export function bernoulliLogLikelihood(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return likelihood.apply({ logits, targets });
}

/** dy [...], logits, targets [..., D] -> gradient of the logits [..., D]. */
export const likelihoodGradient = defineKernel({
  name: "R2g2BernoulliGradient",
  inputs: ["dy", "logits", "targets"],
  sizes({ logits }) {
    const { leading, rows, cols } = rowsOf(logits);
    return { rows, cols, wanted: { dy: leading, targets: logits }, results: [logits] };
  },
  run({ kernels, at, sizes: { rows, cols } }, out) {
    kernels.bernoulliGradient(at.dy, at.logits, at.targets, out, rows, cols);
  },
  flops: ({ rows, cols }) => 3 * rows * cols,
});

/** logits, targets [..., D] -> [...]. */
export const likelihood = defineKernel({
  name: "R2g2BernoulliLogLikelihood",
  inputs: ["logits", "targets"],
  sizes({ logits }) {
    const { leading, rows, cols } = rowsOf(logits);
    return { rows, cols, wanted: { targets: logits }, results: [leading] };
  },
  run({ kernels, at, sizes: { rows, cols } }, out) {
    kernels.bernoulliRows(at.logits, at.targets, out, rows, cols);
  },
  flops: ({ rows, cols }) => 4 * rows * cols,
  gradient: {
    saves: ["logits", "targets"],
    of: (dy, { logits, targets }) => ({
      logits: () => likelihoodGradient.one({ dy, logits, targets }),
      targets: () => tf.mul(tf.expandDims(dy, -1), logits),
    }),
  },
  takes: ({ logits, targets }) => logits.rank > 0 && tf.util.arraysEqual(logits.shape, targets.shape),
  portable: ({ logits, targets }) => tf.sum(tf.sub(tf.mul(logits, targets), tf.softplus(logits)), -1),
});
