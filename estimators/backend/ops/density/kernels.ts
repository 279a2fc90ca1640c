/**
 * Likelihoods and divergences, sums over the last axis, and their gradients, on tensors.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../wasm/heap.ts";
import {
  at,
  type Call,
  kernelsOn,
  make,
  operand,
  requireShape,
  rowsOf,
  sameShaped,
  type TensorKernel,
} from "../../wasm/call.ts";

/** Kernels by name. */
export const densityKernels: Readonly<Record<string, TensorKernel>> = {
  /** logits, targets [..., D] -> [...]. */
  R2g2BernoulliLogLikelihood(call) {
    const { logits, targets } = sameShaped("R2g2BernoulliLogLikelihood", call, ["logits", "targets"]);
    const { leading, rows, cols } = rowsOf(logits!);
    const { backend } = call;
    const out = make(backend, leading);
    kernelsOn(backend).bernoulliRows(at(backend, logits), at(backend, targets), at(backend, out), rows, cols);
    return out;
  },

  /** dy [...], logits, targets [..., D] -> gradient of the logits [..., D]. */
  R2g2BernoulliGradient(call) {
    const name = "R2g2BernoulliGradient";
    const { logits, targets } = sameShaped(name, call, ["logits", "targets"]);
    const { leading, rows, cols } = rowsOf(logits!);
    const dy = operand(name, call, "dy");
    requireShape(name, { name: "dy", tensor: dy, wanted: leading });
    const { backend } = call;
    const out = make(backend, logits!.shape);
    const [d, l, t, o] = [dy, logits, targets, out].map((tensor) => at(backend, tensor));
    kernelsOn(backend).bernoulliGradient(d!, l!, t!, o!, rows, cols);
    return out;
  },

  /** mean, logScale [..., D] -> [...], or [] with `total`. */
  R2g2Kl(call) {
    const { mean, logScale } = sameShaped("R2g2Kl", call, ["mean", "logScale"]);
    const { leading, rows, cols } = klRows(mean!, call);
    const prior = call.attrs["priorScale"] as number;
    const { backend } = call;
    const out = make(backend, leading);
    const [m, l, o] = [mean, logScale, out].map((tensor) => at(backend, tensor));
    kernelsOn(backend).klRows(m!, l!, o!, rows, cols, 0.5 / prior ** 2, Math.log(prior) - 0.5);
    return out;
  },

  /** dy [...] or [], mean, logScale -> gradients of both. */
  R2g2KlGradient(call) {
    const name = "R2g2KlGradient";
    const { mean, logScale } = sameShaped(name, call, ["mean", "logScale"]);
    const { leading, rows, cols } = klRows(mean!, call);
    const dy = operand(name, call, "dy");
    requireShape(name, { name: "dy", tensor: dy, wanted: leading });
    const { backend } = call;
    const out = [make(backend, mean!.shape), make(backend, mean!.shape)];
    const [d, m, l, dm, dl] = [dy, mean, logScale, ...out].map((tensor) => at(backend, tensor));
    const precision = 0.5 / (call.attrs["priorScale"] as number) ** 2;
    kernelsOn(backend).klGradient(d!, m!, l!, dm!, dl!, rows, cols, precision);
    return out;
  },

  /** value [..., D]; mean, logScale like value or [D] -> [...]. */
  R2g2GaussianLogDensity(call) {
    const { backend } = call;
    const { value, mean, logScale, strides } = gaussian("R2g2GaussianLogDensity", call);
    const { leading, rows, cols } = rowsOf(value);
    const out = make(backend, leading);
    const [v, m, l, o] = [value, mean, logScale, out].map((tensor) => at(backend, tensor));
    kernelsOn(backend).gaussianRows(v!, m!, strides[0], l!, strides[1], o!, rows, cols, logNormaliser);
    return out;
  },

  /** value [..., D] -> log N(value; 0, I) [...]. */
  R2g2StandardLogDensity(call) {
    const { backend } = call;
    const value = operand("R2g2StandardLogDensity", call, "value");
    const { leading, rows, cols } = rowsOf(value);
    const out = make(backend, leading);
    kernelsOn(backend)
      .gaussianRows(at(backend, value), 0, 0, 0, 0, at(backend, out), rows, cols, logNormaliser);
    return out;
  },

  /** dy [...] and the arguments -> d mean and d logScale, before any sum over rows, both [..., D]. */
  R2g2GaussianGradient(call) {
    const name = "R2g2GaussianGradient";
    const { backend } = call;
    const { value, mean, logScale, strides } = gaussian(name, call);
    const { leading, rows, cols } = rowsOf(value);
    const dy = operand(name, call, "dy");
    requireShape(name, { name: "dy", tensor: dy, wanted: leading });
    const out = [make(backend, value.shape), make(backend, value.shape)];
    const [d, v, m, l, dm, dl] = [dy, value, mean, logScale, ...out].map((tensor) => at(backend, tensor));
    kernelsOn(backend).gaussianGradient(d!, v!, m!, strides[0], l!, strides[1], dm!, dl!, rows, cols);
    return out;
  },
};

const logNormaliser = -0.5 * Math.log(2 * Math.PI);

/** Rows of a divergence: one per leading index, or a single one with `total`. */
function klRows(mean: tf.TensorInfo, { attrs }: Call): ReturnType<typeof rowsOf> {
  return attrs["total"] === true ? { leading: [], rows: 1, cols: sizeOf(mean.shape) } : rowsOf(mean);
}

function gaussian(name: string, call: Call): {
  value: tf.TensorInfo;
  mean: tf.TensorInfo;
  logScale: tf.TensorInfo;
  strides: [number, number];
} {
  const value = operand(name, call, "value");
  const [mean, logScale] = [operand(name, call, "mean"), operand(name, call, "logScale")];
  const stride = (of: string, tensor: tf.TensorInfo): number => {
    const { cols } = rowsOf(value);
    if (tensor.shape.length === 1 && value.shape.length > 1 && tensor.shape[0] === cols) return 0;
    requireShape(name, { name: of, tensor, wanted: value.shape });
    return 4 * cols;
  };
  return { value, mean, logScale, strides: [stride("mean", mean), stride("logScale", logScale)] };
}
