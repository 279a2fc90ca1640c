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

/** A way to condition noise on the pre-activations that it produces. */
export interface LinearSolver {
  /** Name in records: `cholesky`, `cg`, … */
  readonly name: string;
  /** Settings that distinguish solvers of one name. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** E[ε | Aε] for a latent site. noise shape: [B, noiseSize] */
  conditionNoise(site: GaussianSite, noise: tf.Tensor): Solution;
  /** Floating-point operations for one example of the site: fixed, and for each iteration. */
  cost(site: GaussianSite): { readonly fixed: number; readonly perIteration: number };
}
