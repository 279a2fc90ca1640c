/**
 * Log density of a diagonal Gaussian.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { defineKernel } from "../kernel/define.ts";
import { rowsOf, type Shape } from "../kernel/shapes.ts";
import { sumOfRows } from "../layers/column_sums.ts";

/**
 * log N(value; mean, e^(2 logScale)), summed over the last axis, in nats.
 *
 * @param value shape: [..., D]
 * @param mean shape: that of value, or [D], or a number.
 * @param logScale shape: that of value, or [D], or a number.
 * @returns shape: [...]
 */
export function gaussianLogDensity(
  value: tf.Tensor,
  mean: tf.Tensor | number,
  logScale: tf.Tensor | number,
): tf.Tensor {
  const taken = density.installed() && value.rank > 0 && fits(value, mean) && fits(value, logScale);
  if (!taken) return tf.tidy(() => portable(value, mean, logScale));
  if (mean === 0 && logScale === 0) return standardDensity.one({ value });
  return tf.tidy(() => {
    const row = (parameter: tf.Tensor | number) =>
      typeof parameter === "number" ? tf.fill([value.shape.at(-1)!], parameter) : parameter;
    return density.one({ value, mean: row(mean), logScale: row(logScale) });
  });
}

const logNormaliser = -0.5 * Math.log(2 * Math.PI);

/** dy [...] and the arguments -> gradients of mean and logScale before any sum over rows, both [..., D]. */
export const densityGradient = defineKernel({
  name: "R2g2GaussianGradient",
  inputs: ["dy", "value", "mean", "logScale"],
  sizes({ value, mean, logScale }) {
    const sizes = gaussianSizes({ value, mean, logScale });
    return { ...sizes, wanted: { ...sizes.wanted, dy: sizes.leading }, results: [value, value] };
  },
  run({ kernels, at, sizes: { rows, cols, strides } }, dMean, dLogScale) {
    const { dy, value, mean, logScale } = at;
    const [byMean, byScale] = strides;
    kernels.gaussianGradient(dy, value, mean, byMean, logScale, byScale, dMean, dLogScale, rows, cols);
  },
  flops: ({ rows, cols }) => 8 * rows * cols,
});

/** value [..., D]; mean, logScale like value or [D] -> [...]. */
export const density = defineKernel({
  name: "R2g2GaussianLogDensity",
  inputs: ["value", "mean", "logScale"],
  sizes(shapes) {
    const sizes = gaussianSizes(shapes);
    return { ...sizes, results: [sizes.leading] };
  },
  run({ kernels, at, sizes: { rows, cols, strides } }, out) {
    const { value, mean, logScale } = at;
    kernels.gaussianRows(value, mean, strides[0], logScale, strides[1], out, rows, cols, logNormaliser);
  },
  flops: ({ rows, cols }) => 7 * rows * cols,
  gradient: {
    saves: ["value", "mean", "logScale"],
    of(dy, { value, mean, logScale }) {
      const [dMean, dLogScale] = densityGradient.all({ dy, value, mean, logScale });
      return {
        value: () => tf.neg(dMean!),
        mean: () => like(mean, dMean!),
        logScale: () => like(logScale, dLogScale!),
      };
    },
  },
});

/** value [..., D] -> log N(value; 0, I) [...]. */
export const standardDensity = defineKernel({
  name: "R2g2StandardLogDensity",
  inputs: ["value"],
  sizes({ value }) {
    const { leading, rows, cols } = rowsOf(value);
    return { rows, cols, results: [leading] };
  },
  run({ kernels, at, sizes: { rows, cols } }, out) {
    kernels.gaussianRows(at.value, 0, 0, 0, 0, out, rows, cols, logNormaliser);
  },
  flops: ({ rows, cols }) => 3 * rows * cols,
  gradient: {
    saves: ["value"],
    of: (dy, { value }) => ({ value: () => tf.neg(tf.mul(tf.expandDims(dy, -1), value)) }),
  },
});

/** Rows of values, and the bytes from one row of a parameter to the next: 0 for one row for all. */
function gaussianSizes({ value, mean, logScale }: Readonly<Record<"value" | "mean" | "logScale", Shape>>): {
  leading: Shape;
  rows: number;
  cols: number;
  strides: [number, number];
  wanted: { mean?: Shape; logScale?: Shape };
} {
  const { leading, rows, cols } = rowsOf(value);
  const shared = (shape: Shape) => shape.length === 1 && value.length > 1 && shape[0] === cols;
  const wanted = { ...(!shared(mean) && { mean: value }), ...(!shared(logScale) && { logScale: value }) };
  const stride = (shape: Shape) => shared(shape) ? 0 : 4 * cols;
  return { leading, rows, cols, strides: [stride(mean), stride(logScale)], wanted };
}

/** Whether the kernel takes a parameter for a value. */
function fits(value: tf.Tensor, parameter: tf.Tensor | number): boolean {
  if (typeof parameter === "number") return true;
  const { shape } = parameter;
  return tf.util.arraysEqual(value.shape, shape) || (shape.length === 1 && shape[0] === value.shape.at(-1));
}

/** A gradient summed over rows where the parameter was one row for all. */
function like(parameter: tf.Tensor, gradient: tf.Tensor): tf.Tensor {
  return parameter.rank === gradient.rank ? tf.clone(gradient) : sumOfRows(gradient);
}

/** The twin of both kernels, which takes numbers too. */
function portable(value: tf.Tensor, mean: tf.Tensor | number, logScale: tf.Tensor | number): tf.Tensor {
  const u = tf.mul(tf.sub(value, mean), tf.exp(tf.neg(logScale)));
  const terms = tf.add(tf.mul(0.5, tf.square(u)), tf.add(logScale, 0.5 * Math.log(2 * Math.PI)));
  return tf.neg(tf.sum(terms, -1));
}
