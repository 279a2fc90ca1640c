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
 * @param options.data whether nothing is differentiated by the targets: the gradient is then half the work.
 */
export function bernoulliLogLikelihood(
  logits: tf.Tensor,
  targets: tf.Tensor,
  { data = false }: { readonly data?: boolean } = {},
): tf.Tensor {
  // Where no tape runs, nobody wants the residuals.
  const once = data && residuals.installed() && tf.engine().state.gradientDepth > 0;
  return once && taken({ logits, targets })
    ? withResiduals(logits, targets)
    : likelihood.apply({ logits, targets });
}

function withResiduals(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return tf.customGrad((x, save) => {
    const [value, residual] = residuals.all({ logits: x as tf.Tensor, targets });
    (save as (tensors: tf.Tensor[]) => void)([residual!]);
    return {
      value: value!,
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => scaledRows.one({ scale: dy, x: saved! }),
    };
  })(logits);
}

function taken({ logits, targets }: Readonly<Record<"logits" | "targets", tf.Tensor>>): boolean {
  return logits.rank > 0 && tf.util.arraysEqual(logits.shape, targets.shape);
}

/** logits, targets [..., D] -> log-likelihoods [...] and targets − sigmoid(logits) [..., D]. */
export const residuals = defineKernel({
  name: "R2g2BernoulliResiduals",
  inputs: ["logits", "targets"],
  sizes({ logits }) {
    const { leading, rows, cols } = rowsOf(logits);
    return { rows, cols, wanted: { targets: logits }, results: [leading, logits] };
  },
  run({ kernels, at, sizes: { rows, cols } }, out, residual) {
    kernels.bernoulliResiduals(at.logits, at.targets, out!, residual!, rows, cols);
  },
  flops: ({ rows, cols }) => 6 * rows * cols,
});

/** scale [...], x [..., D] -> scale ⊙ x [..., D]. */
export const scaledRows = defineKernel({
  name: "R2g2ScaleRows",
  inputs: ["scale", "x"],
  sizes({ x }) {
    const { leading, rows, cols } = rowsOf(x);
    return { rows, cols, wanted: { scale: leading }, results: [x] };
  },
  run: ({ kernels, at, sizes: { rows, cols } }, out) => kernels.scaleRows(at.scale, at.x, out!, rows, cols),
  flops: ({ rows, cols }) => rows * cols,
});

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
  takes: taken,
  portable: ({ logits, targets }) => tf.sum(tf.sub(tf.mul(logits, targets), tf.softplus(logits)), -1),
});
