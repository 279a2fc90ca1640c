/**
 * The contract every gradient estimator meets: one Gaussian site in, differentiable pre-activations out.
 *
 * Axis legend, used in every shape comment of this package:
 * `B` examples of a minibatch · `P` positions of one example (1 for a dense layer, image positions for a
 * convolution) · `m` pre-activations of one Gaussian vector · `n` Gaussian variables that a map mixes ·
 * `O` independent Gaussian vectors under one map (units or channels) · `r` rank of a factor · `S` draws.
 *
 * Two kinds of site cover the field's uses. At a **latent site** a matrix follows a Gaussian vector:
 * z_b = W v_b with W `[m, n]` or `[B, m, n]` and v_b ~ N(mean_b, ·), as in a VAE's decoder. At a **weight
 * site** the Gaussian vectors are a layer's weights and the layer's input is the map: z_b = X_b w_o with
 * X `[B, P, n]` and w_o ~ N(mean_·o, ·), as in a Bayesian dense (P = 1) or convolutional layer.
 *
 * Ownership: what a function returns belongs to its caller, who disposes it; everything else that a
 * function allocates, it frees (`tf.tidy`). Inside `tf.grads` the tape keeps what it needs.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Key } from "./random/mod.ts";

/** z = map · v. Made by `denseMap` (latent sites) and `inputMap` (weight sites). */
export interface LinearMap {
  /** `dense`: a matrix applied to a latent vector. `inputs`: a layer's input, applied to its weights. */
  readonly kind: "dense" | "inputs";
  /** shape: [m, n] or [B, m, n] (dense), [B, P, n] (inputs). */
  readonly matrix: tf.Tensor;
  /** Pre-activations per Gaussian vector: m, or P for inputs. */
  readonly outputs: number;
  /** Gaussian variables that the map mixes: n. */
  readonly inputs: number;
  /** B where the matrix has a batch axis. */
  readonly batch: number | undefined;
}

/** Covariance structures with a sampler and, for each, R2-G2's conditional noise. */
export type FamilyKind = "diagonal" | "full" | "low-rank";

/**
 * v = mean + S ε, ε ~ N(0, I): a Gaussian by its mean and a square root S of its covariance.
 *
 * At a latent site each parameter is shared by the examples (`[n]`) or per example (`[B, n]`), whatever the
 * others are; at a weight site all are per variable and unit (`[n, O]`, diagonal family only).
 */
export interface GaussianFamily {
  /** Which covariance structure, and so which parameters, it has. */
  readonly kind: FamilyKind;
  /** shape: [n], [B, n] or [n, O]. */
  readonly mean: tf.Tensor;
  /** The tensors that gradients are taken for, by block name: `mean` and the scale's. */
  readonly parameters: Readonly<Record<string, tf.Tensor>>;
  /** Length of ε for one vector: n, or n + r for the low-rank family. */
  readonly noiseSize: number;
  /** Examples that a latent site's parameters have rows for; undefined where all are shared. */
  readonly batch: number | undefined;
  /** Examples that S has parameters of its own for; undefined where one S serves all. */
  readonly rootBatch: number | undefined;
  /** The same family with other values of its parameters, in the order of `parameters`; unchecked. */
  withParameters(values: readonly tf.Tensor[]): GaussianFamily;
  /** Whether S is square and invertible, so that A = W S has the rank of W. */
  readonly invertibleRoot: boolean;
  /** Axes of each parameter without the batch's, by name: 1 for a mean [n], 2 for a factor [n, r]. */
  readonly ownRanks: Readonly<Record<string, number>>;
  /**
   * The families of equal parts of the batch, one part after another; a shared parameter is every part's. At a
   * latent site only. The caller disposes what is split.
   */
  splitBatch(count: number): GaussianFamily[];
  /** The diagonal of S, where S is diagonal: products with it are then elementwise. shape: [n], [B, n] or [n, O]. */
  diagonalRoot?(): tf.Tensor;
  /** S ε. shape: [B, noiseSize] -> [B, n]; for a weight site [n, O] or [B, n, O] elementwise. */
  applyRoot(noise: tf.Tensor): tf.Tensor;
  /** Sᵀ u. shape: [B, n] -> [B, noiseSize]. */
  applyRootTransposed(vector: tf.Tensor): tf.Tensor;
  /** W S, the map and the root as one matrix. shape: [m, n] or [B, m, n] -> [m, noiseSize] or [B, m, noiseSize]. */
  timesRoot(matrix: tf.Tensor): tf.Tensor;
  /** log N(value; mean, S Sᵀ). shape: [B, n] -> [B], in nats. */
  logDensity(value: tf.Tensor): tf.Tensor;
  /** KL(this ‖ N(0, priorScale² I)) in nats. shape: [] or [B], as the parameters have it. */
  klToPrior(priorScale: number): tf.Tensor;
}

/** A Gaussian vector and the linear map that follows it. */
export interface GaussianSite {
  /** What follows the Gaussian vector. */
  readonly map: LinearMap;
  /** The law of the vector. */
  readonly family: GaussianFamily;
}

/** What a draw learned on the way; diagnostics are returned, never logged. */
export interface DrawInfo {
  /** Solver that conditioned the noise, e.g. `cholesky`, `cg`, `closed-form`, or `none`. */
  readonly solver: string;
  /** Iterations until the slowest system stopped; 0 for direct solvers. */
  readonly iterations: number;
  /** Largest |AAᵀβ − z| over all systems, in units of z; 0 where nothing was solved. */
  readonly residual: number;
  /** Largest numerical rank of A over the systems, where the solver reveals it. */
  readonly rank?: number;
}

/** One draw of a site's pre-activations. */
export interface Draw {
  /** Differentiable in the map's matrix and the family's parameters. shape: [B, m] or [B, P, O]. */
  readonly preactivations: tf.Tensor;
  /** The Gaussian vector itself, for losses that use it elsewhere (latent sites). shape: [B, n]. */
  readonly value?: tf.Tensor;
  /**
   * Log-density of the drawn value, for score-function surrogates only: differentiable in the family's
   * parameters. shape: [B] where every example has its own draw, [] where all share one.
   */
  readonly logProb?: tf.Tensor;
  /** Solver, iterations and residual, for records. */
  readonly info: DrawInfo;
}

/** Arithmetic of one draw, forward only, in floating-point operations (a multiply and an add are two). */
export interface Cost {
  /** Operations that every draw takes. */
  readonly fixed: number;
  /** Operations of each solver iteration. */
  readonly perIteration: number;
}

/** A source of noise: a key, or standard normals of the shape that the estimator's `noiseShape` names. */
export type NoiseSource = Key | tf.Tensor;

/** One run of a loss: every site that it meets is drawn by this estimator, from this key. */
export interface SamplingPass {
  /** What draws. */
  readonly estimator: Estimator;
  /** From what it draws. */
  readonly key: Key;
  /** Frees what the passes of one gradient hold in common; to be called when all have run. */
  release?(): void;
}

/** Standard normals of a shape from a key. The caller disposes them. */
export type NoiseMaker = (key: Key, shape: number[]) => tf.Tensor;

/** A Monte-Carlo gradient estimator of E[loss(map · v)]. */
export interface Estimator {
  /** Name on the command line and in records. */
  readonly name: string;
  /** Label in charts and tables. */
  readonly label: string;
  /** Whether the mean of its gradient is the gradient; the conformance suite asserts it. */
  readonly unbiased: boolean;
  /** Options that distinguish this value from others of the same kind, stored with every record. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** True, or the reason why not, which a skipped cell stores. */
  supports(site: GaussianSite): true | string;
  /** Shape of the standard normals that one draw consumes. z is affine in them, signs held: so it is Gaussian. */
  noiseShape(site: GaussianSite, batch: number): number[];
  /** One draw for every example. Where the estimator has `passes`, they draw, and this throws a RangeError. */
  draw(site: GaussianSite, noise: NoiseSource): Draw;
  /**
   * The runs of a loss that one gradient averages, for an estimator that is composed of several draws, such as
   * `rt-antithetic` or `rt*4`; absent for one that draws once. The same key gives the same passes.
   */
  passes?(key: Key): readonly SamplingPass[];
  /**
   * Of a pass whose noise depends on that of other passes: how all standard normals of the pass are drawn, those of
   * latents and layers that another estimator draws too. @default independently, by `normal`
   */
  readonly noise?: NoiseMaker;
  /** Arithmetic of one gradient's draws: for all examples of the site, or for one where it does not say how many. */
  cost(site: GaussianSite): Cost;
}
