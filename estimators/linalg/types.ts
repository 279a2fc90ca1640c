/**
 * The contract of solvers for AAᵀβ = z with A = W S, one small system per example.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { GaussianSite } from "../types.ts";

/** What a solve returns; failure is data. */
export interface Solution {
  /** ε* = Aᵀβ, the projection of the noise on the row space of A. shape: [B, noiseSize] */
  readonly noise: tf.Tensor;
  /** `converged`, `rank-deficient` (solved on the range of A), or `unconverged` at the cap. */
  readonly status: "converged" | "rank-deficient" | "unconverged";
  /** Iterations until the slowest system stopped; 0 for direct solvers. */
  readonly iterations: number;
  /** Largest |A ε* − A ε| over systems and entries, in units of z; NaN where it cannot be read. */
  readonly residual: number;
  /** Largest numerical rank of A, where the solver reveals it. */
  readonly rank?: number;
  /** True where ε* is ε itself for every example: z determines the noise, and R2-G2 is RT. */
  readonly unchanged?: boolean;
}

/** β of the systems G β = z of every example and channel, G = X_b diag(variance_o) X_bᵀ; failure is data. */
export interface PatchSolution {
  /** shape: [B, P, O] */
  readonly beta: tf.Tensor3D;
  /** Iterations until the slowest system stopped; 0 for direct solvers. */
  readonly iterations: number;
  /** Largest |G β − z|; NaN where it cannot be read. */
  readonly residual: number;
  /** Largest rank of G, where the solver reveals it. */
  readonly rank?: number;
}

/** A way to condition noise on the pre-activations that it produces. */
export interface LinearSolver {
  /** Name in records: `cholesky`, `cg`, … */
  readonly name: string;
  /**
   * Whether ε* is exact up to rounding. One that stops early damps the noise and biases the gradient; an exact one
   * also lets pre-activations over several positions be drawn without weights, as z̃ ~ N(0, G).
   */
  readonly exact: boolean;
  /** Settings that distinguish solvers of one name. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** E[ε | Aε] for a latent site. noise shape: [B, noiseSize] */
  conditionNoise(site: GaussianSite, noise: tf.Tensor): Solution;
  /**
   * Solves G β = z at a weight site with several positions.
   *
   * @param x shape: [B, P, n]
   * @param variance above zero. shape: [n, O]
   * @param deviation z, in the range of G. shape: [B, P, O]
   */
  solvePatches(x: tf.Tensor3D, variance: tf.Tensor2D, deviation: tf.Tensor3D): PatchSolution;
  /** Floating-point operations for one example of the site: fixed, and for each iteration. */
  cost(site: GaussianSite): { readonly fixed: number; readonly perIteration: number };
}
