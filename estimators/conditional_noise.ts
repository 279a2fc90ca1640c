/**
 * ε* = E[ε | z] = Aᵀ(AAᵀ)†A ε with A = W S, on its own, for users who build their own estimator.
 *
 * Source: R2-G2 paper, definition 4.1. `reference.ts` holds the same in float64 and three lines.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianSite } from "./types.ts";
import { cholesky } from "./linalg/cholesky.ts";
import { conjugateGradient } from "./linalg/conjugate_gradient.ts";
import { gaussianSite, isWeightSite, latentNoise } from "./site.ts";

/** Settings of {@linkcode conditionalNoise}. */
export interface ConditionalNoiseOptions {
  /** `auto`: cholesky, the exact solver, which works in float32 on webgpu. @default "auto" */
  readonly solver?: "auto" | "cholesky" | "cg";
  /** Of cg: the largest residual entry that counts as solved, in units of z. @default 1e-3, the paper's */
  readonly tolerance?: number;
  /** Of cg: cap on iterations. @default 50, the paper's for VAEs */
  readonly maxIterations?: number;
}

/** ε* and how it was found. */
export interface ConditionalNoise {
  /** ε*, never differentiated; the caller disposes it. shape: that of the given noise. */
  readonly noise: tf.Tensor;
  /** Iterations until the slowest system stopped; 0 for the exact solver. */
  readonly iterations: number;
  /** Largest |A ε* − A ε| over examples and pre-activations, in units of z; NaN where it cannot be read. */
  readonly residual: number;
}

/**
 * ε* = E[ε | z]: the projection of noise on the row space of A = W S.
 *
 * Source: R2-G2 (arXiv 2506.07687), definition 4.1 and eq. 8.
 *
 * @param site a latent site, whose map and parameters are shared by all examples or per example, in any
 * combination.
 * @param noise standard normals, a row for each example. shape: [B, n], or [B, n + r] for the low-rank family (the
 * diagonal part first, then the factor's).
 * @returns ε* of the noise's shape, and how it was found.
 * @throws {TypeError} if the noise is not a tensor.
 * @throws {RangeError} for a weight site, noise of another shape, or solver options out of range.
 * @example One observed sum of two equal variables says half of it about each
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { conditionalNoise } from "./conditional_noise.ts";
 * import { denseMap } from "./linalg/linear_map.ts";
 * import { diagonal } from "./families/diagonal.ts";
 * const site = { map: denseMap(tf.tensor2d([[1, 1]])), family: diagonal(tf.zeros([2]), tf.ones([2])) };
 * const { noise } = conditionalNoise(site, tf.tensor2d([[3, 1]]));
 * console.assert(Math.abs(noise.dataSync()[0]! - 2) < 1e-6);
 * ```
 */
export function conditionalNoise(
  site: GaussianSite,
  noise: tf.Tensor,
  { solver = "auto", ...options }: ConditionalNoiseOptions = {},
): ConditionalNoise {
  gaussianSite(site);
  if (isWeightSite(site)) {
    throw new RangeError("conditionalNoise: the site is a layer's weights, whose noise has a closed form");
  }
  if (!(noise instanceof tf.Tensor)) {
    throw new TypeError(
      "conditionalNoise: noise is not a tensor; wanted standard normals, e.g. normal(key(0), [B, n])",
    );
  }
  latentNoise(site, noise);
  const chosen = solver === "cg" ? conjugateGradient(options) : cholesky;
  return tf.tidy(() => {
    const { noise: conditional, iterations, residual } = chosen.conditionNoise(site, noise);
    return { noise: conditional, iterations, residual };
  });
}
