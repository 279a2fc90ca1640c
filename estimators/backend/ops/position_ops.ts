/**
 * Differentiable operations on patches [B, P, n], several positions of which share every Gaussian weight: one
 * kernel each where the backend has it, tf's operations elsewhere. All are float32; results belong to the caller.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { GRAM_TOLERANCE } from "../../linalg/gram.ts";
import type { Key } from "../../random/philox.ts";
import { run, runOne } from "./gradients.ts";
import {
  type GramDrawn,
  portableGram,
  portableGramDraw,
  portableGramPath,
  portableGramProduct,
} from "./gram/portable.ts";
import { portablePositionNoise } from "./noise/portable.ts";

export type { GramDrawn };

/**
 * z[b, p, o] = Σ_k x[b, p, k] scale[k, o] ε[b, k, o]: every example with its own weight noise, which comes from
 * the key in blocks and again, the same, for the gradient. No array of B × n × O values exists.
 *
 * ε[b, k, o] is element (b n + k) S + o of `normals(key, …)`, S = O rounded up to a multiple of 16.
 *
 * @param x shape: [B, P, n]
 * @param scale shape: [n, O]
 * @returns shape: [B, P, O]
 */
export function positionNoiseProduct(x: tf.Tensor3D, scale: tf.Tensor2D, key: Key): tf.Tensor3D {
  if (has("R2g2PositionNoise")) {
    return runOne("R2g2PositionNoise", { x, scale }, { k0: key.k0, k1: key.k1 }) as tf.Tensor3D;
  }
  return portablePositionNoise(x, scale, key);
}

/**
 * Lower triangles of G = X_b diag(variance_o) X_bᵀ for every example and channel; entry (p, q ≤ p) is row
 * p (p + 1) / 2 + q. Not differentiable.
 *
 * @param x shape: [B, P, n]
 * @param variance shape: [n, O]
 * @returns shape: [B, P (P + 1) / 2, O]
 */
export function gramMatrices(x: tf.Tensor3D, variance: tf.Tensor2D): tf.Tensor3D {
  return has("R2g2Gram") ? runOne("R2g2Gram", { x, variance }) as tf.Tensor3D : portableGram(x, variance);
}

/** G d for Gram matrices by {@linkcode gramMatrices}. Not differentiable. shape of d and the result: [B, P, O] */
export function gramProduct(gram: tf.Tensor3D, vector: tf.Tensor3D): tf.Tensor3D {
  if (has("R2g2GramProduct")) return runOne("R2g2GramProduct", { gram, vector }) as tf.Tensor3D;
  return portableGramProduct(gram, vector);
}

/**
 * z ~ N(0, G) and β = G⁺z of every example and channel, without holding all Gram matrices. Not differentiable.
 *
 * @param x shape: [B, P, n]
 * @param variance above zero. shape: [n, O]
 * @param options.noise standard normals that make z. shape: [B, P, O]
 * @param options.deviation z itself, in the range of G, in place of noise. shape: [B, P, O]
 * @throws Error on a backend whose values cannot be read at once.
 * @example Two equal patches have the same pre-activation
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { gramDraw } from "./position_ops.ts";
 * const [x, variance] = [tf.ones<tf.Rank.R3>([1, 2, 3]), tf.ones<tf.Rank.R2>([3, 1])];
 * const { deviation, rank } = gramDraw(x, variance, { noise: tf.tensor3d([[[1], [-1]]]) });
 * const [first, second] = deviation.dataSync();
 * console.assert(rank === 1 && first === second);
 * ```
 */
export function gramDraw(
  x: tf.Tensor3D,
  variance: tf.Tensor2D,
  options: { readonly noise: tf.Tensor3D } | { readonly deviation: tf.Tensor3D },
): GramDrawn {
  const deviation = "deviation" in options;
  const given = deviation ? options.deviation : options.noise;
  if (!has("R2g2GramDraw")) {
    const gram = portableGram(x, variance);
    const drawn = portableGramDraw(gram, given, { deviation });
    gram.dispose();
    return drawn;
  }
  const settings = { deviation, tolerance: GRAM_TOLERANCE };
  const [z, beta, ranks, residuals] = run("R2g2GramDraw", { x, variance, given }, settings) as [
    tf.Tensor3D,
    tf.Tensor3D,
    tf.Tensor1D,
    tf.Tensor1D,
  ];
  const [rank, residual] = [largest(ranks), largest(residuals)];
  tf.dispose([ranks, residuals]);
  return { deviation: z, beta, rank, residual };
}

/**
 * The deviation as it is, with the gradient of A ε* for ε* = σ ⊙ Xᵀβ held constant:
 * d variance = ½ Σ_b (X_bᵀ g) ⊙ (X_bᵀ β) and dX = g (variance ⊙ Xᵀβ)ᵀ (R2-G2 paper eq. 8, algorithm 1).
 *
 * @param x shape: [B, P, n]
 * @param variance shape: [n, O]
 * @param options both constants. shapes: [B, P, O]
 * @returns shape: [B, P, O]
 */
export function gramPath(
  x: tf.Tensor3D,
  variance: tf.Tensor2D,
  { deviation, beta }: { readonly deviation: tf.Tensor3D; readonly beta: tf.Tensor3D },
): tf.Tensor3D {
  if (has("R2g2GramPath")) return runOne("R2g2GramPath", { x, variance, deviation, beta }) as tf.Tensor3D;
  return portableGramPath(x, variance, { deviation, beta });
}

function has(kernel: string): boolean {
  return tf.getKernel(kernel, tf.getBackend()) !== undefined;
}

function largest(values: tf.Tensor1D): number {
  return Float32Array.from(values.dataSync()).reduce(
    (most, value) => value > most || Number.isNaN(value) ? value : most,
    0,
  );
}
