/**
 * Divergence of a diagonal Gaussian from a centred one.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../wasm/heap.ts";
import { defineKernel } from "../kernel/define.ts";
import { rowsOf, type Shape } from "../kernel/shapes.ts";

/**
 * KL(N(mean, e^(2 logScale)) ‖ N(0, priorScale²)), summed over the last axis, in nats:
 * Σ_j (mean_j² + e^(2 logScale_j)) / (2 priorScale²) − logScale_j + ln priorScale − ½.
 *
 * @param mean shape: [..., D]
 * @param logScale shape: [..., D]
 * @returns shape: [...]
 */
export function klToStandardNormal(mean: tf.Tensor, logScale: tf.Tensor, priorScale: number): tf.Tensor {
  return kl.apply({ mean, logScale }, { priorScale, total: false });
}

/** {@linkcode klToStandardNormal}, summed over all axes. shape of the result: []. */
export function totalKlToStandardNormal(mean: tf.Tensor, logScale: tf.Tensor, priorScale: number): tf.Scalar {
  return kl.apply({ mean, logScale }, { priorScale, total: true }) as tf.Scalar;
}

interface KlAttrs {
  readonly priorScale: number;
  /** Whether all is one sum. */
  readonly total: boolean;
}

/** dy [...] or [], mean, logScale [..., D] -> gradients of both. */
export const klGradient = defineKernel({
  name: "R2g2KlGradient",
  inputs: ["dy", "mean", "logScale"],
  sizes({ mean }, { total }: KlAttrs) {
    const { leading, rows, cols } = klRows(mean, total);
    return { rows, cols, wanted: { dy: leading, logScale: mean }, results: [mean, mean] };
  },
  run({ kernels, at, sizes: { rows, cols }, attrs }, dMean, dLogScale) {
    const precision = 0.5 / attrs.priorScale ** 2;
    kernels.klGradient(at.dy, at.mean, at.logScale, dMean, dLogScale, rows, cols, precision);
  },
  flops: ({ rows, cols }) => 6 * rows * cols,
});

/** mean, logScale [..., D] -> [...], or [] with `total`. */
export const kl = defineKernel({
  name: "R2g2Kl",
  inputs: ["mean", "logScale"],
  sizes({ mean }, { total }: KlAttrs) {
    const { leading, rows, cols } = klRows(mean, total);
    return { rows, cols, wanted: { logScale: mean }, results: [leading] };
  },
  run({ kernels, at, sizes: { rows, cols }, attrs: { priorScale } }, out) {
    const [precision, constant] = [0.5 / priorScale ** 2, Math.log(priorScale) - 0.5];
    kernels.klRows(at.mean, at.logScale, out, rows, cols, precision, constant);
  },
  flops: ({ rows, cols }) => 6 * rows * cols,
  gradient: {
    saves: ["mean", "logScale"],
    of(dy, { mean, logScale }, attrs) {
      const [dMean, dLogScale] = klGradient.all({ dy, mean, logScale }, attrs);
      return { mean: () => tf.clone(dMean!), logScale: () => tf.clone(dLogScale!) };
    },
  },
  takes: ({ mean, logScale }) => mean.rank > 0 && tf.util.arraysEqual(mean.shape, logScale.shape),
  portable({ mean, logScale }, { priorScale, total }) {
    const squares = tf.add(tf.square(mean), tf.exp(tf.mul(2, logScale)));
    const terms = tf.add(
      tf.sub(tf.mul(squares, 0.5 / priorScale ** 2), logScale),
      Math.log(priorScale) - 0.5,
    );
    return total ? tf.sum(terms) : tf.sum(terms, -1);
  },
});

/** One row per leading index, or a single one for all. */
function klRows(mean: Shape, total: boolean): ReturnType<typeof rowsOf> {
  return total ? { leading: [], rows: 1, cols: sizeOf(mean) } : rowsOf(mean);
}
