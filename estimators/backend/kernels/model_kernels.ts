/**
 * Kernels of whole expressions: likelihoods, divergences, dense layers, Adam, random tensors, solves.
 *
 * Their names begin with `R2g2`.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { runKernel, sizeOf } from "../heap.ts";
import {
  at,
  type Call,
  kernelsOn,
  make,
  operand,
  requireShape,
  rowsOf,
  type TensorKernel,
  withScratch,
} from "./call.ts";
import { type Activation, activationCode } from "./load.ts";

/** Own kernels by name. */
export const modelKernels: Readonly<Record<string, TensorKernel>> = {
  R2g2Normal: (call) => stream("normals", call),
  R2g2Uniform: (call) => stream("uniforms", call),

  /** logits, targets [..., D] -> [...]. */
  R2g2BernoulliLogLikelihood(call) {
    const { logits, targets } = pair("R2g2BernoulliLogLikelihood", call, ["logits", "targets"]);
    const { leading, rows, cols } = rowsOf(logits!);
    const { backend } = call;
    const out = make(backend, leading);
    kernelsOn(backend).bernoulliRows(at(backend, logits), at(backend, targets), at(backend, out), rows, cols);
    return out;
  },

  /** dy [...], logits, targets [..., D] -> gradient of the logits [..., D]. */
  R2g2BernoulliGradient(call) {
    const name = "R2g2BernoulliGradient";
    const { logits, targets } = pair(name, call, ["logits", "targets"]);
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
    const { mean, logScale } = pair("R2g2Kl", call, ["mean", "logScale"]);
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
    const { mean, logScale } = pair(name, call, ["mean", "logScale"]);
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

  /** x [B, n], w [n, O], b [O] -> act(x w + b) [B, O]; the activation works on the product in place. */
  R2g2Dense(call) {
    const name = "R2g2Dense";
    const [x, w, b] = [operand(name, call, "x"), operand(name, call, "w"), operand(name, call, "b")];
    const [rows, inner] = x.shape as [number, number];
    const cols = w.shape[1] ?? 0;
    requireShape(name, { name: "x", tensor: x, wanted: [rows, inner] });
    requireShape(name, { name: "w", tensor: w, wanted: [inner, cols] });
    requireShape(name, { name: "b", tensor: b, wanted: [cols] });
    const { backend } = call;
    const product = runKernel("BatchMatMul", {
      inputs: { a: x, b: w },
      attrs: { transposeA: false, transposeB: false },
      backend,
    });
    const out = at(backend, product);
    kernelsOn(backend).biasActivation(out, at(backend, b), out, rows, cols, code(call));
    return product;
  },

  /** dy, y [R, C] -> d pre-activation [R, C] (absent for a linear layer) and d bias [C]. */
  R2g2ActivationGradient(call) {
    const { dy, y } = pair("R2g2ActivationGradient", call, ["dy", "y"]);
    const { rows, cols } = rowsOf(dy!);
    const { backend } = call;
    const dBias = make(backend, [cols]);
    const dz = code(call) === activationCode.linear ? undefined : make(backend, dy!.shape);
    const [d, a, z, s] = [dy, y, dz, dBias].map((tensor) => at(backend, tensor));
    kernelsOn(backend).activationGradient(d!, a!, z!, s!, rows, cols, code(call));
    return dz === undefined ? [dBias] : [dBias, dz];
  },

  /** x [R, C] -> its column sums [C]. */
  R2g2ColumnSums(call) {
    const x = operand("R2g2ColumnSums", call, "x");
    const { rows, cols } = rowsOf(x);
    const { backend } = call;
    const out = make(backend, [cols]);
    const source = at(backend, x);
    kernelsOn(backend).activationGradient(
      source,
      source,
      0,
      at(backend, out),
      rows,
      cols,
      activationCode.linear,
    );
    return out;
  },

  /** Updates variable, m and v in place, given gradient. All of one shape. */
  R2g2Adam(call) {
    const names = ["variable", "m", "v", "gradient"] as const;
    const { variable, m, v, gradient } = pair("R2g2Adam", call, names);
    const { learningRate, beta1, beta2, epsilon, step } = call.attrs as unknown as AdamAttrs;
    const { backend } = call;
    const [p, first, second, g] = [variable, m, v, gradient].map((tensor) => at(backend, tensor));
    const rate = learningRate / (1 - beta1 ** step);
    const correction = 1 / (1 - beta2 ** step);
    const size = sizeOf(variable!.shape);
    kernelsOn(backend).adam(p!, first!, second!, g!, size, beta1, beta2, rate, correction, epsilon);
    return [];
  },

  /** x [B, n], scale [n, O] -> Σ_k x[b, k] scale[k, o] ε[b, k, o], [B, O]. */
  R2g2NoiseProduct(call) {
    const { x, scale, rows, inner, cols, k0, k1 } = noise("R2g2NoiseProduct", call);
    const { backend } = call;
    const out = make(backend, [rows, cols]);
    const [px, ps, po] = [x, scale, out].map((tensor) => at(backend, tensor));
    withScratch(
      backend,
      rowBytes(cols),
      (scratch) => kernelsOn(backend).noiseProduct(px!, ps!, po!, scratch, rows, inner, cols, k0, k1),
    );
    return out;
  },

  /** dy [B, O], x, scale -> d x [B, n] unless `scaleOnly`; d scale is written into the input dScale [n, O]. */
  R2g2NoiseProductGradient(call) {
    const name = "R2g2NoiseProductGradient";
    const { x, scale, rows, inner, cols, k0, k1 } = noise(name, call);
    const [dy, dScale] = [operand(name, call, "dy"), operand(name, call, "dScale")];
    requireShape(name, { name: "dy", tensor: dy, wanted: [rows, cols] });
    requireShape(name, { name: "dScale", tensor: dScale, wanted: scale.shape });
    const { backend } = call;
    const dx = call.attrs["scaleOnly"] === true ? undefined : make(backend, x.shape);
    const [d, px, ps, gs, gx] = [dy, x, scale, dScale, dx].map((tensor) => at(backend, tensor));
    withScratch(
      backend,
      rowBytes(cols),
      (scratch) =>
        kernelsOn(backend).noiseProductGradient(d!, px!, ps!, gs!, gx!, scratch, rows, inner, cols, k0, k1),
    );
    return dx === undefined ? [] : [dx];
  },

  /** a [B, n, n], b [B, n] -> solutions [B, n] and ranks [B] (int32). */
  R2g2SolveSemidefinite(call) {
    const name = "R2g2SolveSemidefinite";
    const [a, b] = [operand(name, call, "a"), operand(name, call, "b")];
    const [count, n] = b.shape as [number, number];
    requireShape(name, { name: "b", tensor: b, wanted: [count, n] });
    requireShape(name, { name: "a", tensor: a, wanted: [count, n, n] });
    const { backend } = call;
    const out = [make(backend, b.shape), backend.makeOutput([count], "int32")];
    const [pa, pb, px, pr] = [a, b, ...out].map((tensor) => at(backend, tensor));
    const tolerance = call.attrs["tolerance"] as number;
    withScratch(backend, 8 * n * (n + 3) + 16, (work) => {
      const aligned = Math.ceil(work / 16) * 16;
      kernelsOn(backend).solveSemidefinite(pa!, pb!, px!, pr!, aligned, count, n, tolerance);
    });
    return out;
  },
};

const logNormaliser = -0.5 * Math.log(2 * Math.PI);

interface AdamAttrs {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly step: number;
}

/** Bytes of one row of noise: whole groups of sixteen. */
function rowBytes(cols: number): number {
  return Math.ceil(cols / 16) * 64;
}

function code(call: Call): number {
  return activationCode[call.attrs["activation"] as Activation];
}

function stream(kind: "normals" | "uniforms", { attrs, backend }: Call): tf.TensorInfo {
  const { k0, k1, shape } = attrs as unknown as { k0: number; k1: number; shape: number[] };
  const out = make(backend, shape);
  const pointer = at(backend, out);
  withScratch(backend, 64, (scratch) => kernelsOn(backend)[kind](pointer, sizeOf(shape), k0, k1, 0, scratch));
  return out;
}

/** Operands by name, all of the first one's shape. */
function pair<const Names extends readonly string[]>(
  kernel: string,
  call: Call,
  names: Names,
): Record<Names[number], tf.TensorInfo> {
  const tensors = names.map((name) => operand(kernel, call, name));
  const wanted = tensors[0]!.shape;
  names.forEach((name, i) => requireShape(kernel, { name, tensor: tensors[i]!, wanted }));
  return Object.fromEntries(names.map((name, i) => [name, tensors[i]])) as Record<
    Names[number],
    tf.TensorInfo
  >;
}

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

function noise(name: string, call: Call): {
  x: tf.TensorInfo;
  scale: tf.TensorInfo;
  rows: number;
  inner: number;
  cols: number;
  k0: number;
  k1: number;
} {
  const [x, scale] = [operand(name, call, "x"), operand(name, call, "scale")];
  const [rows, inner] = x.shape as [number, number];
  const cols = scale.shape[1] ?? 0;
  requireShape(name, { name: "x", tensor: x, wanted: [rows, inner] });
  requireShape(name, { name: "scale", tensor: scale, wanted: [inner, cols] });
  const { k0, k1 } = call.attrs as { k0: number; k1: number };
  return { x, scale, rows, inner, cols, k0, k1 };
}
