/**
 * Differentiable operations of models: one kernel each where the backend has it, tf's operations elsewhere.
 *
 * All are float32. Results belong to the caller. Second derivatives exist on the portable route only.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Key } from "../../random/philox.ts";
import { run, runOne } from "./gradients.ts";
import type { Activation } from "../wasm/load.ts";
import { portableNoiseProduct } from "./noise/portable.ts";

export * from "./position_ops.ts";
export type { Activation } from "../wasm/load.ts";

/**
 * log p(targets) of independent Bernoulli variables, in nats: Σ_j t_j l_j − ln(1 + e^l_j).
 *
 * @param logits shape: [..., D]
 * @param targets in [0, 1]. shape: [..., D]
 * @returns shape: [...]
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { bernoulliLogLikelihood } from "./mod.ts";
 * const value = bernoulliLogLikelihood(tf.zeros([2, 3]), tf.ones([2, 3])); // shape: [2]
 * console.assert(Math.abs(value.dataSync()[0]! - 3 * Math.log(0.5)) < 1e-6);
 * ```
 */
export function bernoulliLogLikelihood(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  if (has("R2g2BernoulliLogLikelihood") && sameShape(logits, targets) && logits.rank > 0) {
    return runOne("R2g2BernoulliLogLikelihood", { logits, targets });
  }
  return tf.tidy(() => tf.sum(tf.sub(tf.mul(logits, targets), tf.softplus(logits)), -1));
}

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
  if (has("R2g2GaussianLogDensity") && value.rank > 0 && fits(value, mean) && fits(value, logScale)) {
    if (mean === 0 && logScale === 0) return runOne("R2g2StandardLogDensity", { value });
    return tf.tidy(() => {
      const row = (parameter: tf.Tensor | number) =>
        typeof parameter === "number" ? tf.fill([value.shape.at(-1)!], parameter) : parameter;
      return runOne("R2g2GaussianLogDensity", { value, mean: row(mean), logScale: row(logScale) });
    });
  }
  return tf.tidy(() => {
    const u = tf.mul(tf.sub(value, mean), tf.exp(tf.neg(logScale)));
    const terms = tf.add(tf.mul(0.5, tf.square(u)), tf.add(logScale, 0.5 * Math.log(2 * Math.PI)));
    return tf.neg(tf.sum(terms, -1));
  });
}

/**
 * KL(N(mean, e^(2 logScale)) ‖ N(0, priorScale²)), summed over the last axis, in nats.
 *
 * @param mean shape: [..., D]
 * @param logScale shape: [..., D]
 * @returns shape: [...]
 */
export function klToStandardNormal(mean: tf.Tensor, logScale: tf.Tensor, priorScale: number): tf.Tensor {
  if (useKl(mean, logScale)) return runOne("R2g2Kl", { mean, logScale }, { priorScale, total: false });
  return tf.tidy(() => tf.sum(klTerms(mean, logScale, priorScale), -1));
}

/** {@linkcode klToStandardNormal}, summed over all axes. shape of the result: []. */
export function totalKlToStandardNormal(mean: tf.Tensor, logScale: tf.Tensor, priorScale: number): tf.Scalar {
  if (useKl(mean, logScale)) {
    return runOne("R2g2Kl", { mean, logScale }, { priorScale, total: true }) as tf.Scalar;
  }
  return tf.tidy(() => tf.sum(klTerms(mean, logScale, priorScale)));
}

/**
 * act(x w + b). Backwards, the activation's gradient and the bias gradient are one pass, and the product
 * for x is formed only where x is differentiated.
 *
 * @param x shape: [B, n]
 * @param w shape: [n, O]
 * @param b shape: [O]
 * @returns shape: [B, O]
 */
export function denseBiasActivation(
  x: tf.Tensor2D,
  w: tf.Tensor2D,
  b: tf.Tensor,
  activation: Activation,
): tf.Tensor2D {
  if (has("R2g2Dense") && x.rank === 2) {
    return runOne("R2g2Dense", { x, w, b }, { activation }) as tf.Tensor2D;
  }
  return tf.tidy(() => {
    const z = tf.add(tf.matMul(x, w), b) as tf.Tensor2D;
    return activation === "tanh" ? tf.tanh(z) : activation === "relu" ? tf.relu(z) : z;
  });
}

/**
 * z[b, o] = Σ_k x[b, k] scale[k, o] ε[b, k, o]: every example with its own weight noise, which comes from the
 * key in blocks and again, the same, for the gradient. No array of B × n × O values exists.
 *
 * ε[b, k, o] is element (b n + k) S + o of `normals(key, …)`, S = O rounded up to a multiple of 16.
 *
 * @param x shape: [B, n]
 * @param scale shape: [n, O]
 * @returns shape: [B, O]
 */
export function perExampleNoiseProduct(x: tf.Tensor2D, scale: tf.Tensor2D, key: Key): tf.Tensor2D {
  if (has("R2g2NoiseProduct")) {
    return runOne("R2g2NoiseProduct", { x, scale }, { k0: key.k0, k1: key.k1 }) as tf.Tensor2D;
  }
  return portableNoiseProduct(x, scale, key);
}

/** Constants of one {@linkcode adamUpdate}. */
export interface AdamUpdateOptions {
  /** Size of a step. */
  readonly learningRate: number;
  /** Decay of the gradient's mean. */
  readonly beta1: number;
  /** Decay of the gradient's squares. */
  readonly beta2: number;
  /** Added to the root of the squares. */
  readonly epsilon: number;
  /** Number of this update, from 1: for the bias correction. */
  readonly step: number;
}

/**
 * One Adam step (Kingma and Ba 2015, algorithm 1): changes the variable and its moments m and v.
 *
 * Where the kernel is there it writes in place; a variable whose memory a tensor shares gets its own first.
 */
export function adamUpdate(
  variable: tf.Variable,
  gradient: tf.Tensor,
  m: tf.Variable,
  v: tf.Variable,
  options: AdamUpdateOptions,
): void {
  if (has("R2g2Adam")) {
    for (const written of [variable, m, v]) unshare(written);
    run("R2g2Adam", { variable, m, v, gradient }, { ...options });
    return;
  }
  const { learningRate, beta1, beta2, epsilon, step } = options;
  tf.tidy(() => {
    m.assign(tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1)));
    v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const spread = tf.add(tf.sqrt(tf.div(v, 1 - beta2 ** step)), epsilon);
    const change = tf.div(tf.mul(m, learningRate / (1 - beta1 ** step)), spread);
    variable.assign(tf.sub(variable, change));
  });
}

function has(kernel: string): boolean {
  return tf.getKernel(kernel, tf.getBackend()) !== undefined;
}

function sameShape(a: tf.Tensor, b: tf.Tensor): boolean {
  return tf.util.arraysEqual(a.shape, b.shape);
}

/** Whether the density kernel takes a parameter for a value. */
function fits(value: tf.Tensor, parameter: tf.Tensor | number): boolean {
  if (typeof parameter === "number") return true;
  return sameShape(value, parameter) || (parameter.rank === 1 && parameter.shape[0] === value.shape.at(-1));
}

function useKl(mean: tf.Tensor, logScale: tf.Tensor): boolean {
  return has("R2g2Kl") && sameShape(mean, logScale) && mean.rank > 0;
}

function klTerms(mean: tf.Tensor, logScale: tf.Tensor, priorScale: number): tf.Tensor {
  const squares = tf.add(tf.square(mean), tf.exp(tf.mul(2, logScale)));
  return tf.add(tf.sub(tf.mul(squares, 0.5 / priorScale ** 2), logScale), Math.log(priorScale) - 0.5);
}

/** Gives a variable memory of its own, so that writing to it changes no other tensor. */
function unshare(variable: tf.Variable): void {
  if (tf.backend().refCount(variable.dataId) > 1) tf.tidy(() => variable.assign(tf.add(variable, 0)));
}
